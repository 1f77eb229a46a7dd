"""Exact finish: branch and bound over linear programs grown by Benders cuts.

Master: min price'y + sum theta_i, sum y <= k, theta_i >= what row i must cost at y. For a
fixed y row i is filled from its cheapest column until the shares reach one, at loss v; that
gives theta_i >= v - sum_j max(0, v - loss_ij) y_j (Magnanti and Wong 1981 discuss the cuts;
Duran-Mateluna, Ales, Elloumi 2023 this separation for the p-median). HiGHS offers no lazy
rows inside its own search, so the tree is ours and HiGHS solves the linear programs.
"""

import heapq
from dataclasses import dataclass, field

import numpy as np

from mapservice.planning.siting.choice import Choice, Known, lifted, near
from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.highs import INFINITY, Ended, Program, Result
from mapservice.planning.siting.interchange import finite_losses, greedy, interchange
from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray

_WHOLE = 1e-6
_VIOLATION = 1e-7
_ROUNDS = 200


@dataclass(frozen=True, eq=False)
class Searched:
    """bound: proven lower bound. best: the best answer known. nodes: tree nodes explored."""

    bound: float
    best: Known
    nodes: int


@dataclass(order=True)
class _Node:
    bound: float
    number: int
    lower: FloatArray = field(compare=False)
    upper: FloatArray = field(compare=False)


def branch(choice: Choice, best: Known, multipliers: FloatArray, clock: Clock) -> Searched:
    """Search until nothing better than the best known can be left, or time is over."""
    return _Tree(choice, best, multipliers, clock).search()


class _Master:
    """The linear program with the cuts found so far."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.program = Program()
        self.program.add_columns(choice.price, 0.0, 1.0)
        self.program.add_columns(np.ones(len(choice.base)), 0.0, INFINITY)
        self.program.add_at_most(np.arange(choice.count), choice.most)
        for group in choice.exclusive:
            self.program.add_at_most(group, 1.0)

    def cut_at(self, rows: IntArray, level: FloatArray) -> None:
        """theta_i >= level_i - sum max(0, level_i - loss_ij) y_j for these rows."""
        weight = level - self.choice.loss[:, rows]
        column, row = np.nonzero(weight > 0.0)
        order = np.lexsort((column, row))
        column, row = column[order], row[order]
        value = weight[column, row]
        at = np.concatenate([row, np.arange(len(rows))])
        order = np.argsort(at, kind="stable")
        self.program.add_rows(
            level,
            INFINITY,
            at[order],
            np.concatenate([column, self.choice.count + rows])[order],
            np.concatenate([value, np.ones(len(rows))])[order],
        )

    def reach(self, rows: IntArray) -> None:
        """At least one column that can serve each of these rows must be open."""
        row, column = np.nonzero(np.isfinite(self.choice.loss[:, rows]).T)
        self.program.add_rows(np.ones(len(rows)), INFINITY, row, column, np.ones(len(row)))

    def separate(self, result: Result) -> int:
        """Add the cuts that this point violates; how many."""
        count = self.choice.count
        shares, paid = result.values[:count], result.values[count:]
        used = np.flatnonzero(shares > 1e-9)
        level, cost, full = fill(self.choice.loss[used], shares[used], self.choice.base)
        starved = np.flatnonzero(np.isinf(self.choice.base) & ~full)
        if len(starved):
            self.reach(starved)
        short = cost - paid
        rows = np.flatnonzero(np.isfinite(level) & (short > _VIOLATION * (1.0 + np.abs(cost))))
        if len(rows):
            self.cut_at(rows, level[rows])
        return len(rows) + len(starved)


def fill(
    loss: FloatArray, shares: FloatArray, base: FloatArray
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Serve each row from its cheapest columns until the shares reach one.

    loss: (used, n). Returns per row the loss at which it is full (else its base), the cost,
    and whether it is full without the base.
    """
    if not len(shares):
        return base, base, np.zeros(len(base), bool)
    order = np.argsort(loss, axis=0, kind="stable")
    ranked = np.take_along_axis(loss, order, axis=0)
    total = np.cumsum(shares[order], axis=0)
    enough = (total >= 1.0 - 1e-9) & np.isfinite(ranked)
    full = np.asarray(enough.any(axis=0))
    at = np.where(full, enough.argmax(axis=0), 0)
    level = np.where(full, np.take_along_axis(ranked, at[None], axis=0)[0], np.inf)
    level = np.minimum(level, base)
    spare = np.where(np.isfinite(level), level, 0.0) - loss
    cost = level - (np.maximum(spare, 0.0) * shares[:, None]).sum(axis=0)
    return level, cost, full


class _Tree:
    def __init__(self, choice: Choice, best: Known, multipliers: FloatArray, clock: Clock) -> None:
        self.choice, self.clock, self.step = choice, clock, choice.step
        self.best = best
        self.finite = finite_losses(choice)
        self.master, self.nodes, self.made = _Master(choice), 0, 0
        self.closed = np.inf
        self.tried: set[bytes] = set()
        level = np.minimum(multipliers, choice.base)
        self.master.cut_at(np.arange(len(level)), level)

    @property
    def target(self) -> float:
        """Nodes at or above this are done; the constant is not part of the programs."""
        end = near(self.best.value, self.step, self.clock.limit.gap)
        return end - self.choice.constant

    def search(self) -> Searched:
        count = self.choice.count
        heap = [_Node(-np.inf, 0, np.zeros(count), np.ones(count))]
        while heap and not self.clock.over:
            node = heapq.heappop(heap)
            if node.bound >= self.target:
                self._close(node.bound)
                continue
            children = self._explore(node)
            if children is None:
                heapq.heappush(heap, node)
                break
            for child in children:
                heapq.heappush(heap, child)
        least = min([self.closed, *(node.bound for node in heap)]) + self.choice.constant
        return Searched(lifted(least, self.best.value, self.step), self.best, self.nodes)

    def _close(self, bound: float) -> list[_Node]:
        """Nothing below this node is better than its bound; it has no children."""
        self.closed = min(self.closed, bound)
        return []

    def _explore(self, node: _Node) -> list[_Node] | None:
        """Solve one node; its children, none when it is done, None when time ran out."""
        every = np.arange(self.choice.count)
        self.master.program.bound_columns(every, node.lower, node.upper)
        self.nodes += 1
        for turn in range(_ROUNDS):
            result = self.master.program.solve(self.clock.left)
            if result.ended is Ended.INFEASIBLE:
                return []
            if result.ended is not Ended.SOLVED:
                return None
            gained = result.objective - node.bound
            node.bound = max(node.bound, result.objective)
            shares = result.values[: self.choice.count]
            if turn % 5 == 0:
                self._round(shares)
            if node.bound >= self.target:
                return self._close(node.bound)
            whole = bool(np.all(np.abs(shares - np.round(shares)) < _WHOLE))
            if not whole and self.nodes > 1 and turn > 2 and gained < 1e-5 * abs(node.bound):
                break
            if not self.master.separate(result):
                if whole:
                    self.best = self.best.better(self.choice, np.flatnonzero(shares > 0.5))
                    return self._close(node.bound)
                break
        return self._split(node, result)

    def _round(self, shares: FloatArray) -> None:
        """Try the largest shares as an answer, improved by exchange."""
        order = np.argsort(-shares, kind="stable")[: self.choice.most]
        start = np.sort(order[shares[order] > 0.5])
        key = start.tobytes()
        if key not in self.tried:
            self.tried.add(key)
            opened = interchange(self.finite, greedy(self.finite, start), self.clock)
            self.best = self.best.better(self.choice, opened)

    def _split(self, node: _Node, result: Result) -> list[_Node]:
        """Two children on the share nearest one half, columns fixed by reduced cost first."""
        count = self.choice.count
        shares, reduced = result.values[:count], result.reduced_costs[:count]
        lower, upper = node.lower.copy(), node.upper.copy()
        upper[(shares < _WHOLE) & (node.bound + reduced >= self.target)] = 0.0
        lower[(shares > 1.0 - _WHOLE) & (node.bound - reduced >= self.target)] = 1.0
        at = int(np.argmin(np.abs(shares - 0.5)))
        shut, open_ = upper.copy(), lower.copy()
        shut[at], open_[at] = 0.0, 1.0
        self.made += 2
        return [
            _Node(node.bound, self.made - 1, lower, shut),
            _Node(node.bound, self.made, open_, upper),
        ]
