"""The gap: people times what they lack."""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, check_amounts


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Gap surface at the demand points, and its total."""

    shortfall: Floats  # (demands,) 0..1, share of the standard that is missing
    people_short: Floats  # (demands,) people x shortfall: the surface to map

    @property
    def total(self) -> float:
        """People x shortfall over all points: people who would have to go wholly without."""
        return float(self.people_short.sum())


def gap_in_score(score: Floats, people: Floats, standard: float) -> Gap:
    """Shortfall against a standard score: max(0, 1 - score / standard); unserved -> 1."""
    if not (np.isfinite(standard) and standard > 0):
        raise ValueError(f"standard must be a positive number, got {standard}")
    weight = check_amounts("people", people, len(score))
    shortfall = np.clip(1.0 - np.asarray(score) / standard, 0.0, 1.0)
    return Gap(shortfall, weight * shortfall)


def gap_in_minutes(nearest: Floats, people: Floats, standard: float, hopeless: float) -> Gap:
    """Shortfall of travel time: 0 up to `standard` minutes, 1 from `hopeless` on, linear between.

    Infinity is 1, so the unreachable count fully and the total stays finite.
    """
    if not 0 <= standard < hopeless < np.inf:
        raise ValueError("need 0 <= standard < hopeless, both finite, in minutes")
    weight = check_amounts("people", people, len(nearest))
    late = np.minimum(nearest, hopeless) - standard
    shortfall = np.clip(late / (hopeless - standard), 0.0, 1.0)
    return Gap(shortfall, weight * shortfall)
