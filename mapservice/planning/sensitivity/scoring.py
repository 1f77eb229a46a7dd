"""Candidates scored over the ground under any settings: the score that `stability` runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Flags, Floats
from mapservice.planning.candidates import (
    SMALLER_IS_BETTER,
    Question,
    Residents,
    assess_baseline,
    compare_candidates,
)
from mapservice.planning.decay import Decay
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.impedance.ground import Pace, Points, ground_pairs
from mapservice.planning.sensitivity.settings import Settings, move_uncertain


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Venues or candidates: where, how much, and how sure the place is."""

    points: Points
    amount: Floats  # (places,) capacity or weight
    radius_m: Floats  # (places,) 0 for an exact point, the town's radius for a town's point

    def under(self, settings: Settings) -> "Places":
        """These places, with the uncertain ones moved if the settings say so."""
        if settings.seed is None:
            return self
        return Places(
            move_uncertain(self.points, self.radius_m, settings.seed), self.amount, self.radius_m
        )

    def without(self, venue: int | None) -> "Places":
        """These places but one."""
        keep = np.arange(len(self.points)) != (-1 if venue is None else venue)
        points = Points(self.points.lon[keep], self.points.lat[keep])
        return Places(points, self.amount[keep], self.radius_m[keep])


@dataclass(frozen=True, slots=True, eq=False)
class GroundCase:
    """What is compared, with every alternative the settings may name."""

    demands: Mapping[str, DemandPoints]
    older_bands: Sequence[str]  # bands of 65 and more
    decays: Mapping[str, Callable[[float], Decay]]  # name -> decay made from the threshold
    existing: Places
    candidates: Places
    counted: frozenset[str] | None = None  # areas whose people count; None: everybody's do

    def score(self, metric: str) -> Callable[[Settings], Floats]:
        """A score by one column of `candidates.compare_candidates`, more being better."""
        sign = -1.0 if metric in SMALLER_IS_BETTER else 1.0

        def scored(settings: Settings) -> Floats:
            return sign * self._metric(metric, settings)

        return scored

    def _metric(self, metric: str, settings: Settings) -> Floats:
        demand = self.demands[settings.demand]
        pace = Pace(settings.speed_km_h, settings.detour)
        existing = self.existing.under(settings).without(settings.without)
        candidates = self.candidates.under(settings)
        decay = self.decays[settings.decay](settings.threshold_minutes)
        old = ground_pairs(demand.points, existing.points, pace, np.inf)
        new = ground_pairs(demand.points, candidates.points, pace, np.inf)
        residents = Residents(demand.total, demand.of(self.older_bands), self._inside(demand))
        question = Question(settings.threshold_minutes, decay)
        baseline = assess_baseline(old, residents, existing.amount, question)
        names = [str(number) for number in range(len(candidates.points))]
        table = compare_candidates(baseline, new, names, candidates.amount)
        return table[metric].to_numpy(dtype=np.float64)

    def _inside(self, demand: DemandPoints) -> Flags:
        """Points (demands,) whose people count; the others only compete for supply."""
        if self.counted is None:
            return np.ones(len(demand.points), dtype=np.bool_)
        return np.isin(np.asarray(demand.area, dtype=object), list(self.counted))
