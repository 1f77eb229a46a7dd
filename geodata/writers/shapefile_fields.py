"""Columns of a table as fields of a Shapefile: names of 10 bytes, texts of 254."""

import re
from dataclasses import dataclass
from typing import Final

from geodata.table import Cell, Table
from geodata.writers.text import cell_text

NAME_BYTES: Final = 10
TEXT_BYTES: Final = 254


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a file: its name, its column, and which piece of a long text it holds."""

    name: str
    column: str
    number: int | None = None
    """Which piece, from 0; None for the whole cell."""

    def piece(self, cell: Cell) -> Cell:
        """What of the cell stands in this field."""
        if self.number is None:
            return cell
        parts = pieces(cell_text(cell))
        return parts[self.number] if self.number < len(parts) else None


def shapefile_fields(table: Table) -> list[Field]:
    """A field per column, several for a column whose texts are too long for one."""
    fields: list[Field] = []
    taken: set[str] = set()
    for column in table.columns:
        count = max((len(pieces(cell_text(row.get(column)))) for row in table.rows), default=1)
        for number in range(count):
            name = _short_name(column, taken)
            taken.add(name.lower())
            fields.append(Field(name, column, number if count > 1 else None))
    return fields


def _short_name(column: str, taken: set[str]) -> str:
    """The beginning of the column's name, numbered where it is taken."""
    plain = re.sub(r"\W", "", column) or "f"
    name = _cut(plain, NAME_BYTES)
    number = 1
    while name.lower() in taken:
        number += 1
        name = f"{_cut(plain, NAME_BYTES - len(str(number)))}{number}"
    return name


def _cut(text: str, length: int) -> str:
    """The text's beginning in at most `length` bytes of UTF-8."""
    return text.encode("utf-8")[:length].decode("utf-8", "ignore")


def pieces(text: str) -> list[str]:
    """The text in parts of at most 254 bytes of UTF-8, none ending in a space.

    The format pads with spaces, so a space at a part's end would be lost: it begins the next.
    """
    parts: list[str] = []
    rest = text
    while len(rest.encode("utf-8")) > TEXT_BYTES:
        head = _cut(rest, TEXT_BYTES)
        head = head.rstrip(" ") or head
        parts.append(head)
        rest = rest[len(head) :]
    return [*parts, rest]
