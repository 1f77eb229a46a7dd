"""Covering: the fewest sites for everyone (LSCP), the most people for so many sites (MCLP).

LSCP: Toregas, Swain, ReVelle, Bergman (1971). MCLP: Church and ReVelle (1974). A point is
covered when its impedance to an open site is at most the threshold, never rounded.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.choice import Choice
from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.cover import Cover, smallest_cover
from mapservice.planning.siting.exact import Proven, solve_choice
from mapservice.planning.siting.inputs import Question, ask, check_threshold, fill_up, serve
from mapservice.planning.siting.p_median import rank
from mapservice.planning.siting.rules import NO_RULES, BoolArray, FloatArray, Rules, positions
from mapservice.planning.siting.solution import Ranked, Solution, gettext_later

LSCP, MCLP = "LSCP", "MCLP"
NO_COVER = gettext_later("no permitted choice of sites covers everyone who can be covered")


def lscp(
    impedance: ArrayLike,
    threshold: float,
    *,
    demand: ArrayLike | None = None,
    rules: Rules = NO_RULES,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: the number of new sites, least such that everyone is within the threshold.

    impedance: (n, m); demand: (n,), only to leave out points with none. Points beyond the
    threshold of every permitted candidate are listed in `unreachable` and left out. Raises
    SitingError on figures that are wrong.
    """
    check_threshold(threshold)
    clock, question = Clock(limit), ask(demand, impedance, 0, rules)
    covers = question.impedance[:, question.free] <= threshold
    reached = question.nearest_fixed <= threshold
    coverable = covers.any(axis=1) | reached
    needed = (question.demand > 0.0) & coverable & ~reached
    groups = positions(rules.exclusive, question.free)
    cover = Cover(np.array([], dtype=np.intp), 0.0)
    if needed.any():
        cover = smallest_cover(covers[needed], groups, clock.left, gap=limit.gap)
    return _opened(question, cover, coverable, threshold, clock)


def _opened(
    question: Question, cover: Cover, coverable: BoolArray, threshold: float, clock: Clock
) -> Solution:
    known = cover.opened is not None
    opened = () if cover.opened is None else tuple(question.free[cover.opened].tolist())
    sites = tuple(sorted({*question.fixed.tolist(), *opened})) if known else ()
    return Solution(
        LSCP,
        sites,
        opened,
        serve(question.impedance, sites, threshold),
        objective=float(len(opened)) if known else math.inf,
        bound=math.inf if cover.impossible else cover.bound,
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~coverable).tolist()),
        infeasible=NO_COVER if cover.impossible else "",
    )


def mclp(  # noqa: PLR0913 - the figures of one question
    demand: ArrayLike | None,
    impedance: ArrayLike,
    threshold: float,
    new: int,
    *,
    rules: Rules = NO_RULES,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: demand within the threshold of an open site, the most that can be had.

    demand: (n,) or None for 1 each; impedance: (n, m); new: sites added to the fixed ones.
    Points beyond the threshold of every permitted candidate are listed in `unreachable`,
    those that could be covered but are not in `unserved`. Raises SitingError on figures that
    are wrong.
    """
    check_threshold(threshold)
    clock, question = Clock(limit), ask(demand, impedance, new, rules)
    covers = question.impedance[:, question.free] <= threshold
    reached = question.nearest_fixed <= threshold
    open_rows = covers.any(axis=1) & ~reached & (question.demand > 0.0)
    rows, people = merged(covers[open_rows], question.demand[open_rows])
    choice = Choice.of(np.where(rows.T, 0.0, people), people, new, rules=rules, name=question.free)
    proven = solve_choice(choice, clock)
    return _covered(question, choice, proven, threshold, clock)


def merged(covers: BoolArray, demand: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Points with equal cover sets as one point with their demand together."""
    if not len(covers):
        return covers, demand
    packed = np.packbits(covers, axis=1)
    _, first, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    together = np.zeros(len(first))
    np.add.at(together, inverse.ravel(), demand)
    return covers[first], together


def _covered(
    question: Question, choice: Choice, proven: Proven, threshold: float, clock: Clock
) -> Solution:
    """The choice counts people left out; people asked for those covered."""
    new = fill_up(proven.best.sites, question)
    sites = tuple(sorted({*question.fixed.tolist(), *new}))
    assignment = serve(question.impedance, sites, threshold)
    coverable = (question.impedance[:, question.permitted] <= threshold).any(axis=1)
    left_out = coverable & (assignment < 0) & (question.demand > 0.0)
    most = float(question.demand[coverable].sum())
    covered = float(question.demand[assignment >= 0].sum())
    ranking = tuple(Ranked(one.candidate, most - one.objective) for one in rank(choice))
    proof = covered if proven.bound == proven.best.value else most - proven.bound
    return Solution(
        MCLP,
        sites,
        new,
        assignment,
        objective=covered,
        bound=max(covered, proof),
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~coverable).tolist()),
        unserved=tuple(np.flatnonzero(left_out).tolist()),
        ranking=ranking if question.new == 1 else (),
    )
