"""Capacitated p-median: nobody is sent to a place that is full.

Mulvey and Beck (1984) for whole points; with `split` a point's people may go to several
places, which is the transport problem of the places opened. The bound is the larger of
HiGHS's own and that of the p-median without capacities.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.capacity_model import Model, Served
from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.inputs import Question, ask
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import NO_RULES, FloatArray, Rules, SitingError
from mapservice.planning.siting.solution import Flow, Ranked, Solution, gettext_later

NAME = "capacitated p-median"
NO_ROOM = gettext_later("no permitted choice of sites has room for everyone who can be reached")


def capacitated_p_median(  # noqa: PLR0913 - the figures of one question
    demand: ArrayLike | None,
    impedance: ArrayLike,
    capacity: ArrayLike,
    new: int,
    *,
    rules: Rules = NO_RULES,
    unserved: float | None = None,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Every point is served whole by one site (or not at all, at the price `unserved`).

    demand, impedance, new, unserved: as in p_median. capacity: (m,) in units of demand; inf
    is without limit; an unknown capacity must be decided by the caller, so NaN is refused.
    `flows` tells who is served where. Raises SitingError on figures that are wrong.
    """
    return _solve(ask(demand, impedance, new, rules), capacity, unserved, limit, split=False)


def split_capacitated_p_median(  # noqa: PLR0913 - the figures of one question
    demand: ArrayLike | None,
    impedance: ArrayLike,
    capacity: ArrayLike,
    new: int,
    *,
    rules: Rules = NO_RULES,
    unserved: float | None = None,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """The same where a point's demand may be shared between sites; `assignment` is the largest."""
    return _solve(ask(demand, impedance, new, rules), capacity, unserved, limit, split=True)


def _solve(
    question: Question,
    capacity: ArrayLike,
    unserved: float | None,
    limit: Limit,
    *,
    split: bool,
) -> Solution:
    room = np.asarray(capacity, dtype=np.float64)
    if room.shape != (question.impedance.shape[1],):
        raise SitingError(f"capacity has shape {room.shape}, one figure per candidate is needed")
    if np.isnan(room).any() or (room < 0.0).any():
        raise SitingError("capacity must be zero or more; decide what an unknown one counts")
    if unserved is not None and not (math.isfinite(unserved) and unserved >= 0.0):
        raise SitingError(f"the price of no service must be finite and not negative: {unserved}")
    clock = Clock(limit)
    model = Model(question, room, unserved, split=split)
    if question.new == 1 and len(question.free):
        return _enumerated(question, model, clock)
    served = model.solve(question.free, question.new, clock)
    floor = _without_capacity(question, unserved, clock) if not served.proven else -math.inf
    return _solution(question, served, max(served.bound, floor), clock, ())


def _without_capacity(question: Question, unserved: float | None, clock: Clock) -> float:
    """Bound of the p-median that ignores capacities: room for all can only be cheaper."""
    left = Limit(max(1.0, 0.1 * min(clock.limit.seconds, 600.0)))
    relaxed = p_median(
        question.demand,
        question.impedance,
        question.new,
        rules=question.rules,
        unserved=unserved,
        limit=left,
    )
    return relaxed.bound


def _enumerated(question: Question, model: Model, clock: Clock) -> Solution:
    """Every candidate alone, each by its own transport problem; unproven ones are left out."""
    each = {
        j: model.solve(np.array([j]), 1, clock) for j in question.free.tolist() if not clock.over
    }
    order = sorted(each, key=lambda j: (each[j].cost, j))
    whole = len(each) == len(question.free) and all(one.proven for one in each.values())
    bound = min((one.bound for one in each.values()), default=-math.inf)
    if len(each) < len(question.free):
        bound = _without_capacity(question, None if math.isinf(model.price) else model.price, clock)
    best = each[order[0]] if order else Served.nothing(len(question.demand))
    ranking = tuple(Ranked(j, each[j].cost) for j in order) if whole else ()
    return _solution(question, best, bound, clock, ranking)


def _solution(
    question: Question, served: Served, bound: float, clock: Clock, ranking: tuple[Ranked, ...]
) -> Solution:
    found = math.isfinite(served.cost)
    sites = tuple(sorted({*question.fixed.tolist(), *served.opened})) if found else ()
    amount = served.amount
    point, column = np.nonzero(amount > 1e-9 * max(1.0, float(question.demand.max(initial=0.0))))
    flows = tuple(
        Flow(int(i), int(j), float(amount[i, j])) for i, j in zip(point, column, strict=True)
    )
    total = amount.sum(axis=1)
    short = question.reachable & (total < question.demand * (1.0 - 1e-7) - 1e-9)
    assignment = (
        np.where(total > 0.0, amount.argmax(axis=1), -1)
        if found
        else np.full(len(total), -1, dtype=np.intp)
    )
    return Solution(
        NAME,
        sites,
        served.opened if found else (),
        assignment.astype(np.intp),
        objective=served.cost,
        bound=min(bound, served.cost),
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~question.reachable).tolist()),
        unserved=tuple(np.flatnonzero(short).tolist()) if found else (),
        flows=flows,
        ranking=ranking,
        infeasible=NO_ROOM if math.isinf(bound) and bound > 0.0 else "",
    )


def loads(solution: Solution, candidates: int) -> FloatArray:
    """(candidates,) demand that each site serves."""
    total = np.zeros(candidates)
    for flow in solution.flows:
        total[flow.site] += flow.amount
    return total
