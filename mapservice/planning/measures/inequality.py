"""How unequally accessibility is shared among people.

`score` (n,) is the accessibility of one person at a point (finite, not negative, more is
better) and `people` (n,) how many live there. Turn minutes into a score first: infinity has
no place in a mean.
"""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, check_amounts, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class Lorenz:
    """Lorenz curve from (0, 0) to (1, 1): Lorenz 1905, American Statistical Association 9."""

    people_share: Floats  # (points,) of the people, from the worst served up
    score_share: Floats  # (points,) of the total score that they have


def _inhabited(score: Floats, people: Floats) -> tuple[Floats, Floats]:
    values = check_amounts("score", score, len(people))
    weight = check_amounts("people", people, len(values))
    return values[weight > 0], weight[weight > 0]


def _curve(values: Floats, weight: Floats, order_by: Floats) -> Lorenz:
    order = np.argsort(order_by, kind="stable")
    people = np.concatenate(([0.0], np.cumsum(weight[order])))
    total = np.concatenate(([0.0], np.cumsum((values * weight)[order])))
    if total[-1] <= 0:  # nobody has anything: equal, if bleak
        return Lorenz(people / people[-1], people / people[-1])
    return Lorenz(people / people[-1], total / total[-1])


def lorenz(score: Floats, people: Floats) -> Lorenz:
    """Lorenz curve over people; ValueError when nobody lives there."""
    values, weight = _inhabited(score, people)
    if len(values) == 0:
        raise ValueError("a Lorenz curve needs people")
    return _curve(values, weight, values)


def gini(score: Floats, people: Floats) -> float:
    """Gini coefficient, 0 (equal) up to 1: one less twice the area under the Lorenz curve.

    Gini 1912; here by trapezia, exact for grouped data. NaN without people.
    """
    values, weight = _inhabited(score, people)
    if len(values) == 0:
        return float("nan")
    curve = _curve(values, weight, values)
    return float(1.0 - 2.0 * np.trapezoid(curve.score_share, curve.people_share))


def palma(score: Floats, people: Floats) -> float:
    """Score held by the best tenth of people over that of the worst four tenths.

    Palma 2011, Development and Change 42(1); a group on the border is split. Infinity when
    the worst four tenths have nothing, NaN when nobody has anything or lives there.
    """
    values, weight = _inhabited(score, people)
    if len(values) == 0 or not (values > 0).any():
        return float("nan")
    curve = _curve(values, weight, values)
    worst, best = np.interp([0.4, 0.9], curve.people_share, curve.score_share)
    return float((1.0 - best) / worst) if worst > 0 else float("inf")


def theil(score: Floats, people: Floats) -> float:
    """Theil's T, 0 (equal) up to ln(people): mean of (x/mu) ln(x/mu), 0 ln 0 = 0.

    Theil 1967, Economics and Information Theory. NaN when nobody has anything or lives there.
    """
    values, weight = _inhabited(score, people)
    if len(values) == 0 or not (values > 0).any():
        return float("nan")
    relative = values / np.average(values, weights=weight)
    logarithm = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return float(np.average(relative * logarithm, weights=weight))


def concentration_index(score: Floats, people: Floats, rank_by: Floats) -> float:
    """Concentration index, -1..1: positive when those ranked high have more.

    `rank_by` (n,) orders people, for example by the share aged 65+ or by income. Points of
    equal rank are merged, so their order does not matter. Wagstaff, Paci & van Doorslaer
    1991, Social Science & Medicine 33(5). NaN without people or rank.
    """
    values = check_amounts("score", score, len(people))
    weight = check_amounts("people", people, len(values))
    known = (weight > 0) & np.isfinite(rank_by)
    if not known.any():
        return float("nan")
    ranks, group = np.unique(rank_by[known], return_inverse=True)
    merged = sum_by(group, weight[known], len(ranks))
    held = sum_by(group, (values * weight)[known], len(ranks))
    curve = _curve(held / merged, merged, ranks)
    return float(1.0 - 2.0 * np.trapezoid(curve.score_share, curve.people_share))
