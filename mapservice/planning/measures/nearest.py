"""Minutes to the nearest venue, and how they are spread over people."""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, check_amounts
from mapservice.planning.impedance.pairs import PairSource
from mapservice.planning.measures.weighted import weighted_mean, weighted_quantile


def nearest_minutes(pairs: PairSource) -> Floats:
    """Minutes to the nearest venue, shape (demands,); infinity when none is within the limit."""
    result = np.full(pairs.demands, np.inf)
    for block in pairs.blocks():
        # Pairs stand in the order of minutes: written backwards, the nearest comes last.
        result[block.rows][block.row[::-1]] = block.minutes[::-1]
    return result


@dataclass(frozen=True, slots=True)
class NearestSummary:
    """How minutes to the nearest venue are spread over the people of an area."""

    people: float
    mean_minutes: float  # over people who reach a venue; NaN when nobody does
    median_minutes: float  # over all people; infinity when half of them reach none
    p90_minutes: float  # over all people
    worst_minutes: float  # of the worst inhabited point: the far corner a mean hides
    unreached_people: float  # people who reach no venue within the limit of the pairs


def summarise_nearest(minutes: Floats, people: Floats) -> NearestSummary:
    """Weighted summary of `minutes` (demands,) over `people` (demands,).

    The mean leaves unreached people out and says how many they are; median and 90th
    percentile keep them as infinitely far, since leaving them out would flatter the result.
    """
    weight = check_amounts("people", people, len(minutes))
    reached = np.isfinite(minutes)
    inhabited = minutes[weight > 0]
    return NearestSummary(
        people=float(weight.sum()),
        mean_minutes=weighted_mean(minutes[reached], weight[reached]),
        median_minutes=weighted_quantile(minutes, weight, 0.5),
        p90_minutes=weighted_quantile(minutes, weight, 0.9),
        worst_minutes=float(inhabited.max()) if len(inhabited) else float("nan"),
        unreached_people=float(weight[~reached].sum()),
    )
