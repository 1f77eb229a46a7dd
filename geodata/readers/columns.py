"""Full names for the ten-byte columns of a Shapefile that this project wrote."""

from dataclasses import replace
from pathlib import Path

from geodata.notes import Unreadable
from geodata.readers.delimited import read_delimited
from geodata.table import Cell, Table


def with_full_names(table: Table, columns_file: Path) -> Table:
    """The table with the names, and the joined texts, that `columns.csv` describes.

    The file has the columns `field` and `column`, in order; several fields of one column are
    the pieces of texts too long for one field (254 bytes).
    """
    described = read_delimited(columns_file.read_bytes(), columns_file.name)
    if not {"field", "column"} <= set(described.columns):
        raise Unreadable("columns.csv has no columns called field and column")
    parts: dict[str, list[str]] = {}
    for row in described.rows:
        parts.setdefault(str(row["column"]), []).append(str(row["field"]))
    known = {field for fields in parts.values() for field in fields}
    rest = [column for column in table.columns if column not in known]
    rows = tuple(
        {
            **{column: _joined(row, fields) for column, fields in parts.items()},
            **{column: row[column] for column in rest},
        }
        for row in table.rows
    )
    return replace(table, columns=(*parts, *rest), rows=rows)


def _joined(row: dict[str, Cell], fields: list[str]) -> Cell:
    if len(fields) == 1:
        return row.get(fields[0])
    pieces = [row.get(field) for field in fields]
    return "".join(str(piece) for piece in pieces if piece is not None) or None
