"""Where the straight line misleads: streets against the ground, point by point.

A railway, a river or a golf course between people and a venue shows as a ratio far above the
detour factor. Name those places before an answer by ground distance is believed.
"""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Flags, Floats, check_amounts
from mapservice.planning.measures.weighted import weighted_quantile


@dataclass(frozen=True, slots=True, eq=False)
class DetourReport:
    """Minutes over streets divided by minutes over the ground to the nearest venue."""

    ratio: Floats  # (demands,) infinity where streets lead nowhere; NaN where the ground is 0
    barred: Flags  # (demands,) ratio above the bound: something lies between
    people_barred: float
    median: float  # over people: what the detour factor should have been


def compare_detours(
    street_minutes: Floats, ground_minutes: Floats, people: Floats, bound: float = 2.0
) -> DetourReport:
    """Compare nearest minutes (demands,) over streets with straight ones, at equal speed.

    `ground_minutes` are without any detour factor; `bound` is the ratio above which a barrier
    must be suspected.
    """
    weight = check_amounts("people", people, len(street_minutes))
    ratio = np.full(len(weight), np.nan)
    np.divide(street_minutes, ground_minutes, out=ratio, where=ground_minutes > 0)
    barred = ratio > bound
    known = ~np.isnan(ratio)
    return DetourReport(
        ratio=ratio,
        barred=barred,
        people_barred=float(weight[barred].sum()),
        median=weighted_quantile(ratio[known], weight[known], 0.5),
    )
