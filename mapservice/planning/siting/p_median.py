"""p-median: open `new` sites so that the demand-weighted impedance is least.

Hakimi (1964); ReVelle and Swain (1970).
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.choice import Choice
from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.exact import Proven, single_values, solve_choice
from mapservice.planning.siting.inputs import Question, ask, fill_up, serve
from mapservice.planning.siting.rules import NO_RULES, FloatArray, Rules, SitingError
from mapservice.planning.siting.solution import Ranked, Solution, gettext_later

NAME = "p-median"
NO_SERVICE = gettext_later("no choice of this many sites reaches everyone who can be reached")


def p_median(  # noqa: PLR0913 - the figures of one question
    demand: ArrayLike | None,
    impedance: ArrayLike,
    new: int,
    *,
    rules: Rules = NO_RULES,
    unserved: float | None = None,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: sum of demand x impedance to the nearest open site.

    demand: (n,) or None for 1 each; impedance: (n, m), inf where unreachable; new: sites added
    to the fixed ones. unserved: impedance charged for a point left without service; None:
    everyone whom a permitted candidate reaches must be served, and where `new` sites cannot
    do that the answer says so. Points that no permitted candidate reaches are listed in
    `unreachable` and are outside the objective. Raises SitingError on figures that are wrong.
    """
    clock, question = Clock(limit), ask(demand, impedance, new, rules)
    if unserved is not None and not (math.isfinite(unserved) and unserved >= 0.0):
        raise SitingError(f"the price of no service must be finite and not negative: {unserved}")
    choice = _choice(question, unserved)
    proven = solve_choice(choice, clock)
    return _solution(question, choice, proven, unserved, clock)


def _choice(question: Question, unserved: float | None) -> Choice:
    counted = np.flatnonzero((question.demand > 0.0) & question.reachable)
    demand, impedance = question.demand[counted], question.impedance[counted]
    price = math.inf if unserved is None else unserved
    base = np.minimum(question.nearest_fixed[counted], price) * demand
    loss = np.ascontiguousarray((impedance[:, question.free] * demand[:, None]).T)
    return Choice.of(loss, base, question.new, rules=question.rules, name=question.free)


def _solution(
    question: Question, choice: Choice, proven: Proven, unserved: float | None, clock: Clock
) -> Solution:
    fixed = tuple(question.fixed.tolist())
    found = math.isfinite(proven.best.value)
    new = fill_up(proven.best.sites, question) if found else ()
    sites = tuple(sorted({*fixed, *new})) if found else ()
    within = math.inf if unserved is None else unserved
    assignment = serve(question.impedance, sites, within)
    left_out = (assignment < 0) & question.reachable & (question.demand > 0.0)
    return Solution(
        NAME,
        sites,
        new,
        assignment,
        objective=proven.best.value,
        bound=proven.bound,
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~question.reachable).tolist()),
        unserved=tuple(np.flatnonzero(left_out).tolist()),
        ranking=rank(choice) if question.new == 1 else (),
        infeasible=NO_SERVICE if proven.impossible else "",
    )


def rank(choice: Choice) -> tuple[Ranked, ...]:
    """Every single column by its objective, best first, equal ones by number."""
    values: FloatArray = single_values(choice)
    order = np.lexsort((choice.name, values))
    return tuple(Ranked(int(choice.name[j]), float(values[j])) for j in order)
