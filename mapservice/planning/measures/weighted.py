"""Weighted mean and quantiles in which the unreachable (infinity) keeps its place."""

import numpy as np

from mapservice.planning.arrays import Floats


def weighted_quantile(values: Floats, people: Floats, share: float) -> float:
    """Smallest value that at least `share` (0..1) of the people do not exceed.

    The inverse of the weighted distribution function (Hyndman & Fan 1996, definition 1): it
    never interpolates, so infinity stays infinity. NaN without people.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must be between 0 and 1, got {share}")
    inhabited = people > 0
    if not inhabited.any():
        return float("nan")
    order = np.argsort(values[inhabited], kind="stable")
    ordered, weight = values[inhabited][order], people[inhabited][order]
    reached = np.cumsum(weight)
    # A share such as 0.9 of 10 people is 9.000000000000002: the last bits must not decide.
    needed = share * reached[-1] * (1 - 1e-12)
    return float(ordered[min(np.searchsorted(reached, needed), len(ordered) - 1)])


def weighted_mean(values: Floats, people: Floats) -> float:
    """Mean over people; infinity when someone's value is; NaN without people."""
    inhabited = people > 0
    if not inhabited.any():
        return float("nan")
    return float(np.average(values[inhabited], weights=people[inhabited]))
