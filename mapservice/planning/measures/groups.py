"""Measures summed up by district, age band or any other group of demand points."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats, check_amounts
from mapservice.planning.measures.nearest import summarise_nearest
from mapservice.planning.measures.weighted import weighted_mean, weighted_quantile


def _members(area: Sequence[str], inside: Flags | None) -> list[tuple[str, Flags]]:
    names = np.asarray(area, dtype=object)
    counted = np.ones(len(names), dtype=np.bool_) if inside is None else inside
    # The order of first appearance: districts keep the order of their source.
    return [(str(name), (names == name) & counted) for name in dict.fromkeys(names[counted])]


def nearest_by_group(
    minutes: Floats,
    bands: pd.DataFrame,
    area: Sequence[str],
    thresholds: Sequence[float],
    inside: Flags | None = None,
) -> pd.DataFrame:
    """Nearest minutes and coverage of each (area, band): one row each, `area` and `band` first.

    `bands` (demands, bands) holds people per age band, `area` (demands,) the name of the
    district; points that are not `inside` (demands,) count nowhere. Columns: those of
    `NearestSummary`, then `share_within_<threshold>` (0..1) and `beyond_<threshold>` people.
    """
    rows: list[dict[str, float | str]] = []
    for name, member in _members(area, inside):
        for band in bands.columns:
            people = bands[band].to_numpy(dtype=np.float64)[member]
            near = minutes[member]
            summary = summarise_nearest(near, people)
            row: dict[str, float | str] = {"area": name, "band": str(band)}
            row |= {field: getattr(summary, field) for field in summary.__dataclass_fields__}
            for end in thresholds:
                within = float(people[near <= end].sum())
                row[f"share_within_{end:g}"] = (
                    within / summary.people if summary.people > 0 else float("nan")
                )
                row[f"beyond_{end:g}"] = summary.people - within
            rows.append(row)
    return pd.DataFrame(rows)


def scores_by_group(
    score: Floats,
    people: Floats,
    unserved: Flags,
    area: Sequence[str],
    inside: Flags | None = None,
) -> pd.DataFrame:
    """Mean, median and worst-tenth score, and the unserved people, of each area.

    Points that are not `inside` have taken part in the competition for supply (they are in
    the denominators of `score`) and are left out here, so a neighbouring city's residents
    neither hide the load they cause nor appear as our people.
    """
    weight = check_amounts("people", people, len(score))
    rows = []
    for name, member in _members(area, inside):
        mine, lives = score[member], weight[member]
        rows.append(
            {
                "area": name,
                "people": float(lives.sum()),
                "mean_score": weighted_mean(mine, lives),
                "median_score": weighted_quantile(mine, lives, 0.5),
                "worst_tenth_score": weighted_quantile(mine, lives, 0.1),
                "unserved_people": float(lives[unserved[member]].sum()),
            }
        )
    return pd.DataFrame(rows)
