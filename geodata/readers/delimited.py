"""CSV and TSV in UTF-8, UTF-16 and cp932."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from geodata.notes import Unreadable
from geodata.readers.limits import DEFAULT, Limits
from geodata.table import Cell, Source, Table

# What Python's cp932 lets through although no Japanese text has it: C1 controls and private use.
_NOT_JAPANESE: Final = re.compile("[\x80-\xa0\uf8f0-\uf8ff]")


def read_delimited(data: bytes, name: str, limits: Limits = DEFAULT) -> Table:
    """The rows of a CSV or TSV file; cells are texts as written, empty ones None.

    The first row names the columns; rows without any text are left out. Raises Unreadable
    naming the line for bytes of no known encoding, broken quotes, or a row with more cells
    than the header.
    """
    text, encoding = decode(data)
    delimiter = _delimiter(text)
    records = _records(text, delimiter, limits)
    header = next(records, None)
    if header is None:
        raise Unreadable("the file is empty")
    columns = _columns(header[1], limits)
    rows: list[dict[str, Cell]] = []
    lines: list[int] = []
    for line, cells in records:
        if len(rows) == limits.rows:
            raise Unreadable("more than %(limit)s rows", limit=limits.rows)
        rows.append(_row(columns, cells, line))
        lines.append(line)
    driver = "TSV" if delimiter == "\t" else "CSV"
    return Table(columns, tuple(rows), tuple(lines), Source(name, driver, encoding))


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8 (with or without BOM), UTF-16, or cp932."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode_as(data, encoding), encoding
    try:
        return _decode_as(data, "utf-8"), "utf-8"
    except Unreadable as utf8:
        try:
            return _decode_as(data, "cp932"), "cp932"
        except Unreadable as cp932:
            # Whichever got further is what the file was meant to be.
            further = max((utf8, cp932), key=lambda error: int(error.note.values["line"]))
            raise further from None


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "line %(line)s: the byte %(byte)s is not %(encoding)s",
            line=data.count(b"\n", 0, error.start) + 1,
            byte=f"0x{data[error.start]:02X}",
            encoding=encoding,
        ) from None
    unwanted = "\x00" in text or (_NOT_JAPANESE.search(text) if encoding == "cp932" else None)
    if unwanted:
        position = text.index("\x00") if unwanted is True else unwanted.start()
        raise Unreadable(
            "line %(line)s: the character %(byte)s does not belong in a text",
            line=text.count("\n", 0, position) + 1,
            byte=f"U+{ord(text[position]):04X}",
        )
    return text


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").partition("\n")[0]
    counts = {sign: header.count(sign) for sign in ("\t", ",", ";")}
    # A header may hold commas in a name, but no tab unless tabs part it.
    if counts["\t"]:
        return "\t"
    return ";" if counts[";"] and not counts[","] else ","


def _records(text: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record that holds any text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable("line %(line)s: %(problem)s", line=line, problem=str(error)) from error
        if any(len(cell) > limits.cell_characters for cell in cells):
            limit = limits.cell_characters
            raise Unreadable("line %(line)s: a cell is longer than %(limit)s characters",
                             line=line, limit=limit)  # fmt: skip
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _columns(cells: list[str], limits: Limits) -> tuple[str, ...]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise Unreadable("more than %(limit)s columns", limit=limits.columns)
    named = [name or f"列{number}" for number, name in enumerate(names, start=1)]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise Unreadable("the header has %(name)s more than once", name="、".join(twice))
    return tuple(named)


def _row(columns: tuple[str, ...], cells: list[str], line: int) -> dict[str, Cell]:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise Unreadable(
            "line %(line)s has %(found)s cells, the header %(expected)s",
            line=line,
            found=len(cells),
            expected=len(columns),
        )
    kept = [cell if cell.strip() else None for cell in cells[: len(columns)]]
    return dict(zip(columns, kept + [None] * (len(columns) - len(kept)), strict=True))
