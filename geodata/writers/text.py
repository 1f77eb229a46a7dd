"""CSV and TSV."""

import csv
import io
from pathlib import Path

from geodata.table import Cell, Table
from geodata.writers.report import SUBSTITUTE, Unencodable, WriteReport


def write_csv(table: Table, path: Path, _crs: str = "EPSG:4326") -> WriteReport:
    """CSV in UTF-8 with BOM and CRLF, as Excel and the municipal standard expect."""
    path.write_bytes(to_delimited(table, ",").encode("utf-8-sig"))
    return WriteReport(len(table.rows))


def write_tsv(table: Table, path: Path, _crs: str = "EPSG:4326") -> WriteReport:
    """TSV in UTF-8 with BOM and CRLF."""
    path.write_bytes(to_delimited(table, "\t").encode("utf-8-sig"))
    return WriteReport(len(table.rows))


def write_csv_cp932(table: Table, path: Path, _crs: str = "EPSG:4326") -> WriteReport:
    """CSV in cp932 (Windows' Shift_JIS); what it lacks becomes 〓 and is reported."""
    encoded, report = to_cp932(table)
    path.write_bytes(encoded)
    return report


def to_delimited(table: Table, delimiter: str) -> str:
    """The whole file as a text, rows ended by CRLF (RFC 4180)."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([cell_text(row.get(name)) for name in table.columns] for row in table.rows)
    return target.getvalue()


def to_cp932(table: Table) -> tuple[bytes, WriteReport]:
    """The CSV in cp932 and the report on what it lacks."""
    missing = tuple(
        Unencodable(number, column, lacking)
        for number, row in enumerate(table.rows, start=1)
        for column in table.columns
        if (lacking := _lacking(cell_text(row.get(column))))
    )
    text = to_delimited(table, ",")
    for letter in set(_lacking(text)):
        text = text.replace(letter, SUBSTITUTE)
    return text.encode("cp932"), WriteReport(len(table.rows), missing)


def cell_text(cell: Cell) -> str:
    """A cell as text: None is empty, whole floats lose their `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _lacking(text: str) -> str:
    lacking = []
    for letter in dict.fromkeys(text):
        try:
            letter.encode("cp932")  # writes 〜 and − as their twins ～ and －
        except UnicodeEncodeError:
            lacking.append(letter)
    return "".join(lacking)
