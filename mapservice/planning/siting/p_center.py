"""p-centre: open `new` sites so that the worst-served point is as near as can be.

Hakimi (1964). One new site is enumerated; for more see `thresholds`.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.inputs import Question, ask, fill_up, serve
from mapservice.planning.siting.p_median import NO_SERVICE
from mapservice.planning.siting.rules import NO_RULES, FloatArray, IntArray, Rules
from mapservice.planning.siting.solution import Ranked, Solution
from mapservice.planning.siting.thresholds import Thresholds

NAME = "p-centre"


def p_center(
    impedance: ArrayLike,
    new: int,
    *,
    demand: ArrayLike | None = None,
    rules: Rules = NO_RULES,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: the largest impedance from a point to its nearest open site.

    impedance: (n, m), inf where unreachable; new: sites added to the fixed ones. demand: (n,),
    only to leave out points with none. Points that no permitted candidate reaches are listed
    in `unreachable` and left out. Raises SitingError on figures that are wrong.
    """
    clock, question = Clock(limit), ask(demand, impedance, new, rules)
    counted = np.flatnonzero((question.demand > 0.0) & question.reachable)
    distance = np.minimum(
        question.impedance[np.ix_(counted, question.free)],
        question.nearest_fixed[counted][:, None],
    )
    base = question.nearest_fixed[counted]
    if new <= 1 or not len(question.free) or not len(counted):
        opened, radius, ranking = _enumerate(distance, base, question)
        return _solution(question, opened, radius, radius, clock, ranking=ranking)
    opened, radius, bound = Thresholds(distance, base, question, clock).run()
    return _solution(question, opened, radius, bound, clock)


def _enumerate(
    distance: FloatArray, base: FloatArray, question: Question
) -> tuple[IntArray | None, float, tuple[Ranked, ...]]:
    """None or one new site: every candidate's radius, equal ones by mean, then by number."""
    radius = distance.max(axis=0, initial=0.0)
    alone = float(base.max(initial=0.0))
    if question.new == 0 or not len(radius):
        return (np.array([], np.intp) if math.isfinite(alone) else None), alone, ()
    mean = np.where(np.isfinite(distance), distance, 0.0).sum(axis=0)
    order = np.lexsort((question.free, mean, radius))
    ranking = tuple(Ranked(int(question.free[j]), float(radius[j])) for j in order)
    best = float(radius[order[0]])
    return (order[:1] if math.isfinite(best) else None), best, ranking


def _solution(  # noqa: PLR0913 - the parts of one answer
    question: Question,
    opened: IntArray | None,
    radius: float,
    bound: float,
    clock: Clock,
    *,
    ranking: tuple[Ranked, ...] = (),
) -> Solution:
    new = () if opened is None else fill_up(tuple(question.free[opened].tolist()), question)
    sites = () if opened is None else tuple(sorted({*question.fixed.tolist(), *new}))
    return Solution(
        NAME,
        sites,
        new,
        serve(question.impedance, sites),
        objective=radius,
        bound=bound,
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~question.reachable).tolist()),
        ranking=ranking,
        infeasible=NO_SERVICE if math.isinf(bound) else "",
    )
