"""Maximal backup coverage: covered once, and once more in case a place is full or closed.

BACOP2 of Hogan and ReVelle (1986): the weight shifts from first to second coverage.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.highs import INFINITY, Program
from mapservice.planning.siting.inputs import Question, ask, check_threshold, fill_up, serve
from mapservice.planning.siting.rules import NO_RULES, FloatArray, IntArray, Rules, SitingError
from mapservice.planning.siting.rules import positions as within
from mapservice.planning.siting.solution import Ranked, Solution

NAME = "backup coverage"


def backup_coverage(  # noqa: PLR0913 - the figures of one question
    demand: ArrayLike | None,
    impedance: ArrayLike,
    threshold: float,
    new: int,
    *,
    backup_weight: float = 0.5,
    rules: Rules = NO_RULES,
    limit: Limit = Limit(),  # noqa: B008 - frozen
) -> Solution:
    """Objective: (1 - backup_weight) x demand covered + backup_weight x demand covered twice.

    demand: (n,) or None for 1 each; impedance: (n, m); backup_weight: 0..1. `criteria` of the
    answer tells the two demands. `unreachable` and `unserved` as in MCLP, for the first
    coverage. Raises SitingError on figures that are wrong.
    """
    check_threshold(threshold)
    if not 0.0 <= backup_weight <= 1.0:
        raise SitingError(f"backup_weight must be between 0 and 1: {backup_weight}")
    clock, question = Clock(limit), ask(demand, impedance, new, rules)
    weights = np.array([1.0 - backup_weight, backup_weight])
    times = _Times(question, threshold, weights)
    if new <= 1 or not len(question.free):
        return _enumerated(question, times, clock)
    result = _program(times, question).solve(clock.left, gap=limit.gap)
    found = np.flatnonzero(result.values[: len(question.free)] > 0.5)
    opened = found if len(result.values) else times.greedy(question)
    bound = -result.bound if math.isfinite(result.bound) else times.most
    return _solution(question, times, opened, min(bound, times.most), clock)


class _Times:
    """Cover sets merged, with how often the fixed sites cover each: 0, 1 or 2."""

    def __init__(self, question: Question, threshold: float, weights: FloatArray) -> None:
        covers = question.impedance[:, question.free] <= threshold
        fixed = (question.impedance[:, question.fixed] <= threshold).sum(axis=1)
        table = np.hstack([np.minimum(fixed, 2)[:, None], covers]).astype(np.uint8)
        rows, inverse = np.unique(table, axis=0, return_inverse=True)
        self.demand = np.bincount(inverse.ravel(), weights=question.demand, minlength=len(rows))
        self.fixed, self.covers = rows[:, 0].astype(float), rows[:, 1:].astype(bool)
        self.weights, self.threshold = weights, threshold
        every = np.arange(self.covers.shape[1])
        self.most = self.value(every)

    def twice(self, opened: IntArray) -> FloatArray:
        """(2,) demand covered at least once, and at least twice."""
        times = self.fixed + self.covers[:, opened].sum(axis=1)
        return np.array([self.demand[times >= 1].sum(), self.demand[times >= 2].sum()])

    def value(self, opened: IntArray) -> float:
        return float(self.weights @ self.twice(opened))

    def greedy(self, question: Question) -> IntArray:
        """Columns added one by one where each gains most, ties to the lowest."""
        opened: list[int] = []
        for _ in range(question.new):
            allowed = [
                j
                for j in range(len(question.free))
                if j not in opened
                and question.rules.allow(
                    [*question.rules.fixed, *question.free[[*opened, j]].tolist()]
                )
            ]
            if not allowed:
                break
            gains = [self.value(np.array([*opened, j], dtype=np.intp)) for j in allowed]
            opened.append(allowed[int(np.argmax(gains))])
        return np.array(sorted(opened), dtype=np.intp)


def _program(times: _Times, question: Question) -> Program:
    """Columns y, then per row the first and the second coverage; maximised by negation."""
    count, rows = len(question.free), len(times.demand)
    program = Program()
    program.add_columns(np.zeros(count), 0.0, 1.0, whole=True)
    program.add_columns(-times.weights[0] * times.demand, 0.0, 1.0)
    # Where the second coverage pays more, a row covered once would take half of each.
    whole = bool(times.weights[1] > times.weights[0])
    program.add_columns(-times.weights[1] * times.demand, 0.0, 1.0, whole=whole)
    first, second = count + np.arange(rows), count + rows + np.arange(rows)
    row, column = np.nonzero(times.covers)
    at = np.concatenate([row, np.arange(rows), np.arange(rows)])
    index = np.concatenate([column, first, second])
    value = np.concatenate([np.ones(len(row)), -np.ones(2 * rows)])
    order = np.argsort(at, kind="stable")
    program.add_rows(-times.fixed, INFINITY, at[order], index[order], value[order])
    pairs = np.repeat(np.arange(rows), 2)
    program.add_rows(
        np.zeros(rows),
        INFINITY,
        pairs,
        np.stack([first, second], 1).ravel(),
        np.tile([1.0, -1.0], rows),
    )
    program.add_at_most(np.arange(count), question.new)
    for group in within(question.rules.exclusive, question.free):
        program.add_at_most(group, 1.0)
    program.start_from(_known(times, times.greedy(question)))
    return program


def _known(times: _Times, opened: IntArray) -> FloatArray:
    """The columns' values with these open."""
    chosen = np.zeros(times.covers.shape[1])
    chosen[opened] = 1.0
    covered = times.fixed + times.covers[:, opened].sum(axis=1)
    return np.concatenate([chosen, (covered >= 1).astype(float), (covered >= 2).astype(float)])


def _enumerated(question: Question, times: _Times, clock: Clock) -> Solution:
    nothing = np.array([], dtype=np.intp)
    if question.new == 0 or not len(question.free):
        value = times.value(nothing)
        return _solution(question, times, nothing, value, clock)
    values = np.array([times.value(np.array([j])) for j in range(len(question.free))])
    order = np.lexsort((question.free, -values))
    ranking = tuple(Ranked(int(question.free[j]), float(values[j])) for j in order)
    best = order[:1]
    return _solution(question, times, best, float(values[best[0]]), clock, ranking=ranking)


def _solution(  # noqa: PLR0913 - the parts of one answer
    question: Question,
    times: _Times,
    opened: IntArray,
    bound: float,
    clock: Clock,
    *,
    ranking: tuple[Ranked, ...] = (),
) -> Solution:
    new = fill_up(tuple(question.free[opened].tolist()), question)
    sites = tuple(sorted({*question.fixed.tolist(), *new}))
    once, twice = times.twice(np.searchsorted(question.free, new)).tolist()
    value = float(times.weights @ np.array([once, twice]))
    assignment = serve(question.impedance, sites, times.threshold)
    coverable = (question.impedance[:, question.permitted] <= times.threshold).any(axis=1)
    left_out = coverable & (assignment < 0) & (question.demand > 0.0)
    return Solution(
        NAME,
        sites,
        new,
        assignment,
        objective=value,
        bound=max(value, bound),
        seconds=clock.seconds,
        unreachable=tuple(np.flatnonzero(~coverable).tolist()),
        unserved=tuple(np.flatnonzero(left_out).tolist()),
        criteria={"covered once": once, "covered twice": twice},
        ranking=ranking,
    )
