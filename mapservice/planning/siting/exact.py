"""From a choice to its proven answer: exchange, Lagrangian bound, reduction, Benders."""

import math
from dataclasses import dataclass

import numpy as np

from mapservice.planning.siting.benders import branch
from mapservice.planning.siting.choice import Choice, Known, lifted, near, reduce_choice
from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.highs import INFINITY, Ended, Program
from mapservice.planning.siting.interchange import finite_losses, greedy, interchange, settle
from mapservice.planning.siting.lagrangian import relax
from mapservice.planning.siting.rules import FloatArray, IntArray

_ROUNDS = 1200


@dataclass(frozen=True, eq=False)
class Proven:
    """best: sites by the caller's numbers and their objective. bound: proven lower bound.

    impossible: proven that no permitted columns serve every row.
    """

    best: Known
    bound: float
    impossible: bool = False


def solve_choice(choice: Choice, clock: Clock) -> Proven:
    """Least objective over at most `most` columns, with its bound, within the time."""
    if choice.most <= 1:
        return _enumerated(choice)
    whole = choice
    best, impossible = _first(choice, clock)
    if impossible:
        return Proven(best, math.inf, impossible=True)
    step, bound = choice.step, choice.constant
    multipliers = np.full(len(choice.base), np.nan)
    start = None
    while not clock.over:
        relaxed = relax(choice, best, clock, rounds=_ROUNDS, start=start)
        bound, best = max(bound, relaxed.bound), relaxed.best
        if bound >= near(best.value, step, clock.limit.gap) or clock.over:
            break
        if not choice.allows(relaxed.must):
            # What every better answer must open is against the rules: there is none.
            bound = best.value
            break
        count, multipliers[choice.row] = choice.count, relaxed.multipliers
        choice = reduce_choice(choice, relaxed.keep, relaxed.must)
        if not choice.most or not choice.count:
            # Only one answer can be better than the best known: what must be open, and no more.
            best = best.better(choice, np.array([], dtype=np.intp))
            bound = best.value
            break
        start = multipliers[choice.row]
        if choice.count > 0.8 * count:
            searched = branch(choice, best, start, clock)
            bound, best = max(bound, searched.bound), searched.best
            break
    return Proven(_settled(whole, best), lifted(bound, best.value, step))


def _settled(choice: Choice, best: Known) -> Known:
    """Among answers of the same objective one exchange apart, the one with lower numbers."""
    if math.isinf(best.value):
        return best
    place = np.searchsorted(choice.name, best.sites)
    opened = settle(finite_losses(choice), place)
    return Known(tuple(choice.name[opened].tolist()), choice.value(opened))


def single_values(choice: Choice) -> FloatArray:
    """(m,) objective of opening each column alone, beside what stands."""
    return np.array([choice.value(np.array([j])) for j in range(choice.count)])


def _enumerated(choice: Choice) -> Proven:
    """None or one: every possibility is priced, ties go to none, then to the lowest number."""
    nothing = np.array([], dtype=np.intp)
    best = Known().better(choice, nothing)
    if choice.most == 1 and choice.count:
        best = best.better(choice, np.array([int(single_values(choice).argmin())]))
    return Proven(best, best.value, impossible=math.isinf(best.value))


def _first(choice: Choice, clock: Clock) -> tuple[Known, bool]:
    """A good first answer, and whether it is proven that there is none at all."""
    finite, nothing = finite_losses(choice), Known()
    opened = interchange(finite, greedy(finite), clock)
    best = nothing.better(choice, opened)
    if math.isfinite(best.value):
        return best, False
    serving = _serving(choice, clock)
    if isinstance(serving, Ended):
        return nothing, serving is Ended.INFEASIBLE
    opened = interchange(finite, greedy(finite, serving), clock)
    return nothing.better(choice, serving).better(choice, opened), False


def _serving(choice: Choice, clock: Clock) -> IntArray | Ended:
    """Columns that together serve every row without a base, or why there are none."""
    program = Program()
    program.add_columns(np.ones(choice.count), 0.0, 1.0, whole=True)
    program.add_at_most(np.arange(choice.count), choice.most)
    for group in choice.exclusive:
        program.add_at_most(group, 1.0)
    reach = np.unique(np.isfinite(choice.loss[:, np.isinf(choice.base)]), axis=1).T
    row, column = np.nonzero(reach)
    program.add_rows(np.ones(len(reach)), INFINITY, row, column, np.ones(len(row)))
    result = program.solve(clock.left)
    if not len(result.values):
        return result.ended
    return np.flatnonzero(result.values > 0.5)
