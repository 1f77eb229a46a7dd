"""District totals spread over towns: an estimate, by membership and a weight per town."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

METHOD = (
    "district totals spread over the district's towns in proportion to a weight per town "
    "(by default its area); a town in several districts gives each an equal part of its weight"
)


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """People of towns by district, and totals that found no town."""

    people: pd.DataFrame  # columns town, district, then one per band; one row per membership
    unplaced: pd.DataFrame  # districts (index) without any town of positive weight


def spread_totals(
    totals: pd.DataFrame, towns: Mapping[str, Sequence[str]], weight: Mapping[str, float]
) -> Spread:
    """Spread `totals` (index: district, columns: bands) over `towns` (town -> its districts).

    `weight` is a town's share key, such as its area in m2 or its dwellings. Areal weighting:
    Goodchild & Lam 1980, Geo-Processing 1, 297-312. Sums over towns equal the totals of every
    placed district (tested); people without a town are returned, never dropped. ValueError
    for a weight that is negative or a town without district.
    """
    homeless = [town for town, districts in towns.items() if not districts]
    if homeless:
        raise ValueError(f"towns without a district: {', '.join(homeless)}")
    if any(not weight[town] >= 0 for town in towns):
        raise ValueError("weights of towns must not be negative or NaN")
    rows = pd.DataFrame(
        [
            (town, district, weight[town] / len(districts))
            for town, districts in towns.items()
            for district in districts
        ],
        columns=["town", "district", "weight"],
    )
    rows = rows[(rows["weight"] > 0) & rows["district"].isin(totals.index)]
    share = rows["weight"] / rows.groupby("district")["weight"].transform("sum")
    placed = rows[["town", "district"]].reset_index(drop=True)
    for band in totals.columns:
        placed[band] = (rows["district"].map(totals[band]) * share).to_numpy(dtype=float)
    return Spread(placed, totals[~totals.index.isin(rows["district"])])
