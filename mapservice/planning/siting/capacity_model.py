"""The mixed-integer program of the capacitated p-median."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.highs import INFINITY, Ended, Program
from mapservice.planning.siting.inputs import Question
from mapservice.planning.siting.rules import FloatArray, IntArray, positions


@dataclass(frozen=True, eq=False)
class Served:
    """cost: objective, inf without an answer. amount: (n, m) demand served by each column."""

    opened: tuple[int, ...]
    amount: FloatArray
    cost: float
    bound: float
    proven: bool

    @classmethod
    def nothing(cls, points: int, bound: float = -math.inf) -> Self:
        """No answer; bound inf says that it is proven there is none."""
        return cls((), np.zeros((points, 1)), math.inf, bound, math.isinf(bound) and bound > 0)


@dataclass(frozen=True, eq=False)
class _Arcs:
    """Who may go where: point and place are positions in the model's points and in columns.

    columns: the fixed ones, then the `free` count. demand: (points,). cost: (arcs,) of serving
    the whole point there.
    """

    columns: IntArray
    free: int
    demand: FloatArray
    point: IntArray
    place: IntArray
    cost: FloatArray

    @property
    def fixed(self) -> int:
        return len(self.columns) - self.free

    @property
    def share(self) -> IntArray:
        """(arcs,) columns of the program holding the shares, after those of the sites."""
        return self.free + np.arange(len(self.point))


class Model:
    """room: (m,) capacity. price: of a unit of demand left unserved, inf when all must be."""

    def __init__(
        self, question: Question, room: FloatArray, unserved: float | None, *, split: bool
    ) -> None:
        self.question, self.room, self.split = question, room, split
        self.price = math.inf if unserved is None else unserved
        self.points = np.flatnonzero((question.demand > 0.0) & question.reachable)

    def solve(self, free: IntArray, most: int, clock: Clock) -> Served:
        """Open at most `most` of `free` beside the fixed ones and share out the demand."""
        shape = self.question.impedance.shape
        if not len(self.points):
            return Served((), np.zeros(shape), 0.0, 0.0, proven=True)
        arcs = self._arcs(free)
        result = self._program(arcs, most).solve(clock.left, gap=clock.limit.gap)
        if not len(result.values):
            impossible = result.ended is Ended.INFEASIBLE
            return Served.nothing(shape[0], math.inf if impossible else result.bound)
        new = tuple(sorted(free[result.values[: arcs.free] > 0.5].tolist()))
        share = result.values[arcs.share]
        share = share if self.split else np.round(share)
        amount = np.zeros(shape)
        where = self.points[arcs.point], arcs.columns[arcs.place]
        amount[where] = np.maximum(share, 0.0) * arcs.demand[arcs.point]
        cost = self._cost(amount)
        return Served(new, amount, cost, min(result.bound, cost), result.ended is Ended.SOLVED)

    def _arcs(self, free: IntArray) -> _Arcs:
        columns = np.concatenate([self.question.fixed, free])
        distance = self.question.impedance[np.ix_(self.points, columns)]
        # Going farther than the price of no service is never better than no service.
        point, place = np.nonzero(np.isfinite(distance) & (distance <= self.price))
        demand = self.question.demand[self.points]
        return _Arcs(
            columns, len(free), demand, point, place, distance[point, place] * demand[point]
        )

    def _cost(self, amount: FloatArray) -> float:
        """Objective computed afresh from who goes where."""
        at = amount > 0.0
        travel = float((amount[at] * self.question.impedance[at]).sum())
        if math.isinf(self.price):
            return travel
        left = self.question.demand[self.points] - amount[self.points].sum(axis=1)
        return travel + self.price * float(np.maximum(left, 0.0).sum())

    def _program(self, arcs: _Arcs, most: int) -> Program:
        """Columns: one per free site, a share per arc, a share left unserved per point."""
        program, points = Program(), len(arcs.demand)
        may_leave = math.isfinite(self.price)
        program.add_columns(np.zeros(arcs.free), 0.0, 1.0, whole=True)
        program.add_columns(arcs.cost, 0.0, 1.0, whole=not self.split)
        lost = self.price * arcs.demand if may_leave else np.zeros(points)
        program.add_columns(lost, 0.0, float(may_leave), whole=not self.split)
        left = arcs.free + len(arcs.point) + np.arange(points)
        at = np.concatenate([arcs.point, np.arange(points)])
        order = np.argsort(at, kind="stable")
        index = np.concatenate([arcs.share, left])[order]
        program.add_rows(np.ones(points), 1.0, at[order], index, np.ones(len(at)))
        self._rooms(program, arcs)
        program.add_at_most(np.arange(arcs.free), most)
        for group in positions(self.question.rules.exclusive, arcs.columns[arcs.fixed :]):
            program.add_at_most(group, 1.0)
        return program

    def _rooms(self, program: Program, arcs: _Arcs) -> None:
        """No more than there is room for, and nobody goes where nothing is open."""
        room = np.minimum(self.room[arcs.columns], arcs.demand.sum())
        free = np.arange(arcs.fixed, len(arcs.columns))
        at = np.concatenate([arcs.place, free])
        index = np.concatenate([arcs.share, free - arcs.fixed])
        value = np.concatenate([arcs.demand[arcs.point], -room[arcs.fixed :]])
        line = np.argsort(at, kind="stable")
        most = np.where(np.arange(len(room)) < arcs.fixed, room, 0.0)
        program.add_rows(np.full(len(room), -INFINITY), most, at[line], index[line], value[line])
        # Implied for whole sites, but the linear relaxation is far weaker without these rows.
        new = np.flatnonzero(arcs.place >= arcs.fixed)
        row = np.repeat(np.arange(len(new)), 2)
        pair = np.stack([arcs.share[new], arcs.place[new] - arcs.fixed], axis=1).ravel()
        value = np.tile([1.0, -1.0], len(new))
        program.add_rows(np.full(len(new), -INFINITY), 0.0, row, pair, value)
