"""Projected population by mesh and year (国土数値情報 将来推計人口, 250 m, 500 m, 1 km).

Columns: MESH_ID, then for each year Y the total (PT00_Y, PT0_Y or PTN_Y) and people of 0-14
(PTA_Y), 15-64 (PTB_Y), 65+ (PTC_Y) and 75+ (PTD_Y), in people with decimals.
"""

import re

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Floats
from mapservice.planning.demand.mesh import mesh_demand
from mapservice.planning.demand.points import DemandPoints, Provenance

TOTALS = ("PT00", "PT0", "PTN")
BANDS = ("0-14", "15-64", "65-74", "75+")
SOURCE = "国土数値情報 将来推計人口メッシュ (国土交通省)"


def years_of(table: pd.DataFrame) -> tuple[int, ...]:
    """Years for which the table has a total, ascending."""
    found = (re.fullmatch(r"PT(?:00|0|N)_(\d{4})", str(name)) for name in table.columns)
    return tuple(sorted({int(match[1]) for match in found if match}))


def _column(table: pd.DataFrame, name: str) -> Floats:
    """People; NaN where blank, suppressed or a negative sentinel such as -9999."""
    values = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64)
    return np.where(np.isfinite(values) & (values >= 0), values, np.nan)


def projected_demand(
    table: pd.DataFrame, year: int, spread_m: float = 250.0
) -> tuple[DemandPoints, int]:
    """Demand of one year, and the number of cells left out for want of a number.

    Bands are `BANDS`, or only "all" when the year has no age columns. ValueError when the
    table lacks MESH_ID or the year.
    """
    if "MESH_ID" not in table.columns:
        raise ValueError("no MESH_ID column")
    if year not in years_of(table):
        raise ValueError(f"no projection for {year}; the table has {years_of(table)}")
    people = _bands(table, year)
    known = people.notna().all(axis=1).to_numpy(dtype=np.bool_)
    codes = [_code(value) for value in table["MESH_ID"][known]]
    provenance = Provenance(
        as_of=str(year), source=SOURCE, method="projection by mesh cell", estimate=True
    )
    people = people[known].reset_index(drop=True)
    return mesh_demand(codes, people, provenance, spread_m), int((~known).sum())


def _bands(table: pd.DataFrame, year: int) -> pd.DataFrame:
    if not all(f"PT{letter}_{year}" in table.columns for letter in "ABCD"):
        total = next(name for name in TOTALS if f"{name}_{year}" in table.columns)
        return pd.DataFrame({"all": _column(table, f"{total}_{year}")})
    young, middle, old, oldest = (_column(table, f"PT{letter}_{year}") for letter in "ABCD")
    # Projections have decimals: 65+ less 75+ may miss zero by a rounding error.
    parts = (young, middle, np.maximum(old - oldest, 0.0), oldest)
    return pd.DataFrame(dict(zip(BANDS, parts, strict=True)))


def _code(value: object) -> str:
    """Mesh code as text, also where a spreadsheet made it a number such as 5339459411.0."""
    return re.sub(r"\.0+$", "", str(value).strip())
