"""People within a threshold, and what they can choose from there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, check_amounts
from mapservice.planning.decay import Decay
from mapservice.planning.impedance.pairs import PairSource

# 徒歩圏人口カバー率, Ministry of Land, Infrastructure, Transport and Tourism, handbook on the
# assessment of urban structure (都市構造の評価に関するハンドブック, 2014): 800 m on foot in
# general, 500 m for older people.
WALKING_AREA_M = 800.0
WALKING_AREA_OLDER_M = 500.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """People on either side of a threshold; `within_people + beyond_people` is everyone."""

    threshold: float  # in the unit of the cost, `<=`
    within_people: float
    beyond_people: float

    @property
    def share(self) -> float:
        """Share of people within the threshold, 0..1; NaN when nobody lives here."""
        everyone = self.within_people + self.beyond_people
        return self.within_people / everyone if everyone > 0 else float("nan")


def coverage(nearest: Floats, people: Floats, thresholds: Sequence[float]) -> tuple[Coverage, ...]:
    """People whose `nearest` (demands,), in minutes or metres, is within each threshold."""
    weight = check_amounts("people", people, len(nearest))
    return tuple(
        Coverage(
            threshold=float(threshold),
            within_people=float(weight[nearest <= threshold].sum()),
            beyond_people=float(weight[~(nearest <= threshold)].sum()),
        )
        for threshold in thresholds
    )


def cumulative_opportunities(pairs: PairSource, supply: Floats, decay: Decay) -> Floats:
    """Supply each demand point reaches, weighted by decay, shape (demands,), unit of supply.

    With `binary(minutes)` the plain count (Wachs & Kumagai 1973); with a curve Hansen's
    (1959) potential. Nobody competes: for shared supply use a floating catchment.
    """
    amount = check_amounts("supply", supply, pairs.venues)
    result = np.zeros(pairs.demands)
    for block in pairs.blocks():
        result[block.rows] = block.weights(decay).over_venues(amount)
    return result
