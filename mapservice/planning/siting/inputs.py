"""Figures checked before anything is computed, and the parts every problem shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray, Rules, SitingError

# Beyond this HiGHS takes a figure for infinite.
_LARGEST = 1e19


@dataclass(frozen=True, eq=False)
class Question:
    """demand: (n,) >= 0. impedance: (n, m) >= 0, inf where unreachable. new: sites to add.

    free: columns that may be opened; permitted: those and the fixed ones, ascending.
    """

    demand: FloatArray
    impedance: FloatArray
    new: int
    rules: Rules
    free: IntArray
    permitted: IntArray

    @property
    def fixed(self) -> IntArray:
        return np.array(sorted(set(self.rules.fixed)), dtype=np.intp)

    @property
    def reachable(self) -> BoolArray:
        """(n,) whether any permitted column reaches the point."""
        return np.asarray(np.isfinite(self.impedance[:, self.permitted]).any(axis=1))

    @property
    def nearest_fixed(self) -> FloatArray:
        """(n,) impedance to the nearest fixed site, inf without one."""
        return np.asarray(self.impedance[:, self.fixed].min(axis=1, initial=np.inf))


def ask(demand: ArrayLike | None, impedance: ArrayLike, new: int, rules: Rules) -> Question:
    """A question with its figures checked; demand None counts every point as 1.

    Raises SitingError naming what is wrong.
    """
    cost = np.asarray(impedance, dtype=np.float64)
    if cost.ndim != 2:
        raise SitingError(f"impedance must have two dimensions, not {cost.ndim}")
    if np.isnan(cost).any() or (cost < 0.0).any():
        raise SitingError("impedance must be zero or more; unreachable is infinity, not NaN")
    if new < 0:
        raise SitingError(f"the number of new sites must not be negative: {new}")
    rules.check(cost.shape[1])
    people = _demand(demand, len(cost))
    # A product that overflows would be taken for "unreachable".
    worst = float(cost.max(initial=0.0, where=np.isfinite(cost)))
    if worst * max(1.0, float(people.max(initial=0.0)) * len(people)) > _LARGEST:
        raise SitingError(f"impedance times demand must stay below {_LARGEST:g}")
    free = rules.free(cost.shape[1])
    permitted = np.array(sorted({*free.tolist(), *rules.fixed}), dtype=np.intp)
    return Question(people, cost, new, rules, free, permitted)


def _demand(demand: ArrayLike | None, points: int) -> FloatArray:
    if demand is None:
        return np.ones(points)
    people = np.asarray(demand, dtype=np.float64)
    if people.shape != (points,):
        raise SitingError(f"demand has shape {people.shape}, impedance has {points} rows")
    if not np.isfinite(people).all() or (people < 0.0).any():
        raise SitingError("demand must be finite and zero or more")
    return people


def check_threshold(threshold: float) -> None:
    """Raise SitingError unless the threshold is a finite impedance."""
    if not (np.isfinite(threshold) and threshold >= 0.0):
        raise SitingError(f"the threshold must be finite and zero or more: {threshold}")


def fill_up(opened: tuple[int, ...], question: Question) -> tuple[int, ...]:
    """Sites to the number asked for, by the lowest columns the rules allow.

    Where one more site changes nothing the search leaves it out; people asked for `new`.
    """
    sites = list(opened)
    for j in question.free.tolist():
        if len(sites) >= question.new:
            break
        if j not in sites and question.rules.allow([*question.rules.fixed, *sites, j]):
            sites.append(j)
    return tuple(sorted(sites))


def serve(impedance: FloatArray, sites: tuple[int, ...], within: float = np.inf) -> IntArray:
    """(n,) nearest of the sites by column, the lowest on ties; -1 where none is `within`."""
    none = np.full(len(impedance), -1, dtype=np.intp)
    if not sites:
        return none
    columns = np.array(sorted(sites), dtype=np.intp)
    near = impedance[:, columns].argmin(axis=1)
    least = impedance[np.arange(len(impedance)), columns[near]]
    return np.where(np.isfinite(least) & (least <= within), columns[near], none)
