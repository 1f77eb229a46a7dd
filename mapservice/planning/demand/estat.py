"""Census statistics as e-Stat hands them out: small areas (小地域) and meshes (地域メッシュ).

The CSV is cp932 with two header rows: codes (KEY_CODE, HTKSYORI, ..., T001102001) and labels.
`*` and `X` are suppressed, `-` is none. HTKSAKI names the cell into which a suppressed one is
counted, GASSAN the cells a cell includes, so the sum of all cells is right but its place is not.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats, sum_by

KEYS = ("KEY_CODE", "HYOSYO", "CITYNAME", "NAME", "HTKSYORI", "HTKSAKI", "GASSAN")
SUPPRESSED, NONE = ("*", "X", "x", "χ"), ("-", "－")


@dataclass(frozen=True, slots=True, eq=False)
class CensusTable:
    """One table: a row per area or mesh, in the order of the file."""

    key: tuple[str, ...]  # (rows,) KEY_CODE
    name: tuple[str, ...]  # (rows,) place name; empty for meshes
    counts: pd.DataFrame  # (rows, columns) numbers; NaN where suppressed or blank
    labels: dict[str, str]  # column -> label of the second header row
    suppressed: Flags  # (rows,) true when any column is suppressed
    merged_into: tuple[str, ...]  # (rows,) KEY_CODE that counts a suppressed row; or empty

    def leaves(self) -> Flags:
        """Rows that no other row subdivides, shape (rows,).

        Small-area files list a town and its blocks: adding both counts people twice. A code
        that is the beginning of a longer one is such a sum.
        """
        prefixes = {code[:end] for code in set(self.key) for end in range(1, len(code))}
        return np.array([code not in prefixes for code in self.key], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class SuppressionReport:
    """What a reader of the figures has to know about suppressed cells."""

    rows: int
    suppressed: int
    merged: int  # suppressed rows whose people another row counts
    lost: int  # suppressed rows without such a row: their people are nowhere


def read_estat(content: bytes) -> CensusTable:
    """Parse a file's bytes; ValueError with line and column for what is no census table."""
    try:
        rows = list(csv.reader(io.StringIO(_decoded(content))))
    except csv.Error as error:
        raise ValueError(f"not readable as CSV: {error}") from error
    if not rows or "KEY_CODE" not in [cell.strip() for cell in rows[0]]:
        raise ValueError("line 1: no KEY_CODE column; is this a statistics file of e-Stat?")
    header = [cell.strip() for cell in rows[0]]
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise ValueError(f"row {number}: {len(row)} cells, the header has {len(header)}")
    key_at = header.index("KEY_CODE")
    labelled = bool(body) and not body[0][key_at].strip().isdigit()
    labels = dict(zip(header, map(str.strip, body[0]), strict=True)) if labelled else {}
    text = pd.DataFrame(body[1:] if labelled else body, columns=header, dtype=object)
    return _table(text.map(str.strip), labels)


def _table(text: pd.DataFrame, labels: dict[str, str]) -> CensusTable:
    columns = [name for name in text.columns if name not in KEYS and name]
    suppressed = text[columns].isin(SUPPRESSED)
    return CensusTable(
        key=_keys(text["KEY_CODE"]),
        name=tuple(text.get("NAME", pd.Series([""] * len(text)))),
        counts=pd.DataFrame({name: _numbers(text[name]) for name in columns}),
        labels={name: labels.get(name, "") for name in columns},
        suppressed=suppressed.any(axis=1).to_numpy(dtype=np.bool_),
        merged_into=tuple(text.get("HTKSAKI", pd.Series([""] * len(text)))),
    )


def _decoded(content: bytes) -> str:
    try:
        # A file saved again by a spreadsheet may be UTF-8; cp932 would misread it silently.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp932")
        except UnicodeDecodeError as error:
            raise ValueError(f"byte {error.start} is neither UTF-8 nor cp932") from error
    if "\0" in text:
        raise ValueError("the file holds NUL characters: is it a text file?")
    return text


def _keys(keys: pd.Series) -> tuple[str, ...]:
    codes = tuple(str(code) for code in keys)
    if len(set(codes)) != len(codes):
        raise ValueError("a KEY_CODE occurs twice")
    if not all(code.isascii() and code.isdigit() for code in codes):
        raise ValueError("KEY_CODE must be digits")
    return codes


def _numbers(cells: pd.Series) -> Floats:
    plain = cells.where(~cells.isin((*SUPPRESSED, "")), "nan").where(~cells.isin(NONE), "0")
    values = pd.to_numeric(plain.str.replace(",", ""), errors="coerce")
    wrong = values.isna() & (plain != "nan")
    if wrong.any():
        raise ValueError(f"column {cells.name}: {cells[wrong].iloc[0]!r} is not a number")
    numbers = values.to_numpy(dtype=np.float64)
    if (numbers[np.isfinite(numbers)] < 0).any() or np.isinf(numbers).any():
        raise ValueError(f"column {cells.name}: negative or infinite number")
    return numbers


def report_suppression(table: CensusTable) -> SuppressionReport:
    """How many rows are suppressed, and whether others count their people."""
    known = set(table.key)
    merged = [
        target in known
        for target, hidden in zip(table.merged_into, table.suppressed, strict=True)
        if hidden
    ]
    return SuppressionReport(len(table.key), len(merged), sum(merged), len(merged) - sum(merged))


def share_merged(table: CensusTable, column: str) -> Floats:
    """People of `column` with every merged number shared equally among its rows (rows,).

    An estimate that keeps the total: the row of HTKSAKI holds the people of the rows merged
    into it, which would else stand empty beside it. Lost rows count 0, and are reported.
    """
    counts = np.nan_to_num(table.counts[column].to_numpy(dtype=np.float64))
    place = {code: row for row, code in enumerate(table.key)}
    group = np.arange(len(counts))
    for row, target in enumerate(table.merged_into):
        if table.suppressed[row] and target in place:
            group[row] = place[target]
    held = sum_by(group, counts, len(counts))
    return held[group] / np.bincount(group, minlength=len(counts))[group]
