"""An import's outcome in lines for a terminal."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from geodata.notes import Note
from geodata.writers.report import WriteReport
from layers.conversion.report import CellNote, RowReport
from layers.declaration import Layer
from mapservice.database.importing.difference import Change
from mapservice.database.importing.run import Outcome

_SHOWN: Final = 50
"""Rows of one kind that are listed; the rest is counted."""


def describe(layer: Layer, outcome: Outcome) -> Iterator[str]:
    """What was read, repaired, refused, and what it changes, a line each."""
    source, conversion, difference = outcome.table.source, outcome.conversion, outcome.difference
    yield (
        f"{source.name}: {len(outcome.table.rows)} rows, {source.driver}, {source.encoding},"
        f" {source.crs}"
    )
    yield from (f"  note: {note}" for note in source.notes)
    if conversion.extra_columns:
        yield f"  kept without a property: {', '.join(conversion.extra_columns)}"
    yield from _limited(_rows("repaired", conversion.repaired, refusals=False))
    yield from _limited(_rows("refused", conversion.refused, refusals=True))
    yield from _limited(f"  new: {new.id} {new.values['name_ja']}" for new in difference.new)
    yield from _limited(
        f"  careful: {new} has the name and address of {old}, which stays beside it"
        for new, old in difference.alike.items()
    )
    yield from _limited(map(_change, difference.changed))
    yield from _limited(
        f"  not in the file: {old.id} {old.values['name_ja']}" for old in difference.missing
    )
    yield (
        f"{layer.id}: {len(difference.new)} new, {len(difference.changed)} changed,"
        f" {difference.unchanged} unchanged, {len(difference.missing)} not in the file,"
        f" {len(conversion.refused)} refused, {len(conversion.repaired)} repaired"
    )


def describe_report(report: WriteReport) -> Iterator[str]:
    """How many rows were written, and what the encoding could not hold."""
    yield f"{report.rows} rows written"
    yield from _limited(
        f"  row {item.row}, {item.column}: not in this encoding: {item.characters}"
        for item in report.unencodable
    )


def _rows(word: str, reports: Iterable[RowReport], *, refusals: bool) -> Iterator[str]:
    for report in reports:
        notes = report.refusals if refusals else report.repairs
        words = "; ".join(map(_cell_note, notes))
        yield f"  {word}: line {report.line} {report.name}: {words}"


def _cell_note(item: CellNote) -> str:
    return f"{item.column}: {item.note}" if item.column else str(item.note)


def note_values(note: Note) -> dict[str, Any]:
    """The values of a note, for `gettext(note.message, **note_values(note))`."""
    return dict(note.values)


def _change(change: Change) -> str:
    words = ", ".join(
        f"{name}: {_short(change.before.get(name))} -> {_short(change.after.get(name))}"
        for name in {**change.before, **change.after}
    )
    return f"  changed: {change.feature.id} {words}"


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return f"{text[:57]}…" if len(text) > 60 else text


def _limited(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number < _SHOWN:
            yield line
        elif number == _SHOWN:
            yield "  …"
