"""Several criteria weighed into one objective, each with its own people and its own travel.

Minutes on foot of older people, people beyond fifteen minutes by car, yearly rent: stacked as
rows of one choice, so that the weighted answer is exact and proven like any other.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.choice import Choice
from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.exact import solve_choice
from mapservice.planning.siting.inputs import ask, check_threshold
from mapservice.planning.siting.p_median import NO_SERVICE, rank
from mapservice.planning.siting.rules import NO_RULES, FloatArray, Rules, SitingError
from mapservice.planning.siting.solution import Solution

NAME = "weighted criteria"


@dataclass(frozen=True, eq=False)
class Criterion:
    """loss: (n, m) of serving a row from a candidate; missing: (n,) of not serving it at all.

    price: (m,) of opening each candidate. scale: what one unit of weight is paid for, such as
    the total demand (then the criterion is a mean) or a budget. Less is better, always.
    """

    name: str
    weight: float
    loss: FloatArray
    missing: FloatArray
    price: FloatArray
    scale: float

    def value(self, sites: tuple[int, ...]) -> float:
        """The criterion in its own unit, before weight: total loss and price over scale."""
        opened = np.array(sites, dtype=np.intp)
        least = np.minimum(self.missing, self.loss[:, opened].min(axis=1, initial=np.inf))
        return float(least.sum() + self.price[opened].sum()) / self.scale


def mean_impedance(
    name: str, weight: float, demand: ArrayLike, impedance: ArrayLike, unserved: float
) -> Criterion:
    """Mean impedance per person to the nearest site; `unserved` is charged where none is near."""
    question = ask(demand, impedance, 0, NO_RULES)
    if not (math.isfinite(unserved) and unserved >= 0.0):
        raise SitingError(f"the price of no service must be finite and not negative: {unserved}")
    people = question.demand[:, None]
    loss = people * np.minimum(question.impedance, unserved)
    return _of_rows(name, weight, loss, question.demand * unserved, question.demand)


def share_beyond(
    name: str, weight: float, demand: ArrayLike, impedance: ArrayLike, threshold: float
) -> Criterion:
    """Share of the demand beyond the threshold of every open site, 0..1."""
    check_threshold(threshold)
    question = ask(demand, impedance, 0, NO_RULES)
    loss = np.where(question.impedance <= threshold, 0.0, question.demand[:, None])
    return _of_rows(name, weight, loss, question.demand, question.demand)


def opening_cost(name: str, weight: float, cost: ArrayLike, budget: float) -> Criterion:
    """Cost of the candidates opened as a share of the budget; cost: (m,), fixed ones included."""
    price = np.asarray(cost, dtype=np.float64)
    if price.ndim != 1 or not np.isfinite(price).all() or (price < 0.0).any():
        raise SitingError("cost must be one finite figure per candidate, zero or more")
    if not (math.isfinite(budget) and budget > 0.0):
        raise SitingError(f"the budget must be above zero: {budget}")
    return Criterion(name, weight, np.zeros((0, len(price))), np.zeros(0), price, budget)


def _of_rows(
    name: str, weight: float, loss: FloatArray, missing: FloatArray, demand: FloatArray
) -> Criterion:
    total = float(demand.sum())
    price = np.zeros(loss.shape[1])
    return Criterion(name, weight, loss, missing, price, total if total > 0.0 else 1.0)


def weigh(
    criteria: tuple[Criterion, ...],
    new: int,
    *,
    rules: Rules = NO_RULES,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: sum of weight x criterion, least; at most `new` sites are added.

    Where opening costs more than it gains, fewer are added. assignment is empty, since each
    criterion may serve its rows from a different site. Raises SitingError when criteria
    disagree on the number of candidates, share a name or have a negative weight.
    """
    _check(criteria)
    clock = Clock(limit)
    columns = len(criteria[0].price)
    question = ask(None, np.zeros((0, columns)), new, rules)
    choice = _stacked(criteria, new, rules)
    proven = solve_choice(choice, clock)
    sites = tuple(sorted({*question.fixed.tolist(), *proven.best.sites}))
    return Solution(
        NAME,
        sites,
        proven.best.sites,
        np.array([], dtype=np.intp),
        objective=proven.best.value,
        bound=proven.bound,
        seconds=clock.seconds,
        criteria={one.name: one.value(sites) for one in criteria},
        ranking=rank(choice) if new == 1 else (),
        infeasible=NO_SERVICE if proven.impossible else "",
    )


def _check(criteria: tuple[Criterion, ...]) -> None:
    if not criteria:
        raise SitingError("name at least one criterion")
    if len({len(one.price) for one in criteria}) > 1:
        raise SitingError("criteria disagree on the number of candidates")
    if len({one.name for one in criteria}) < len(criteria):
        raise SitingError("two criteria share a name")
    if not all(math.isfinite(one.weight) and one.weight >= 0.0 for one in criteria):
        raise SitingError("weights must be finite and zero or more")


def _stacked(criteria: tuple[Criterion, ...], new: int, rules: Rules) -> Choice:
    """All criteria's rows under one another, in units of the objective."""
    rules.check(len(criteria[0].price))
    free = rules.free(len(criteria[0].price))
    fixed = np.array(sorted(set(rules.fixed)), dtype=np.intp)
    each = [one.weight / one.scale for one in criteria]
    # A weight of nothing must not turn an infinite loss into NaN.
    used = [(one, by) for one, by in zip(criteria, each, strict=True) if by > 0.0]
    loss = [by * one.loss for one, by in used] or [np.zeros((0, len(criteria[0].price)))]
    missing = np.concatenate([by * one.missing for one, by in used] or [np.zeros(0)])
    rows = np.vstack(loss)
    base = np.minimum(missing, rows[:, fixed].min(axis=1, initial=np.inf))
    price = np.array([by * one.price for one, by in used] or [np.zeros(rows.shape[1])]).sum(axis=0)
    choice = Choice.of(
        np.ascontiguousarray(rows[:, free].T),
        base,
        new,
        rules=rules,
        name=free,
        price=price[free],
    )
    return choice.plus(float(price[fixed].sum()))
