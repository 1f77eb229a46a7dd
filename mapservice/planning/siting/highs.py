"""A thin, quiet door to HiGHS: columns, rows, bounds, solve, honest outcome."""

import enum
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import highspy
import numpy as np
from numpy.typing import ArrayLike

from mapservice.planning.siting.rules import FloatArray, IntArray

INFINITY = float(highspy.kHighsInf)


class Ended(enum.Enum):
    """How HiGHS ended; anything but a proof is STOPPED."""

    SOLVED = "solved"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, eq=False)
class Result:
    """values: one per column, empty when nothing was found. bound: proven by HiGHS."""

    ended: Ended
    values: FloatArray
    reduced_costs: FloatArray
    objective: float
    bound: float


def hush() -> None:
    """Make HiGHS print its greeting now, into nothing: a command's output is ours alone.

    Version 1.16 greets when its first solver is made, before it can be told to be silent.
    """
    sys.stdout.flush()
    out = os.dup(1)
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), 1)
        try:
            Program()
        finally:
            os.dup2(out, 1)
            os.close(out)


class Program:
    """A linear or mixed-integer program to be minimised, grown row by row."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]  # not annotated there
        self._highs.silent()
        # One thread: the same question gives the same answer, and neighbours keep their core.
        self._set({"threads": 1, "parallel": "off", "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9})
        self._whole = False

    def _set(self, options: dict[str, bool | float | str]) -> None:
        for name, value in options.items():
            self._highs.setOptionValue(name, value)

    @property
    def columns(self) -> int:
        return int(self._highs.getNumCol())

    def add_columns(
        self, cost: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, whole: bool = False
    ) -> None:
        """New columns at the end; lower and upper may be single figures."""
        price = np.asarray(cost, dtype=np.float64)
        count, first = len(price), self.columns
        self._highs.addVars(
            count,
            np.broadcast_to(lower, count).astype(float),
            np.broadcast_to(upper, count).astype(float),
        )
        index = np.arange(first, first + count, dtype=np.int32)
        self._highs.changeColsCost(count, index, price)
        if whole and count:
            self._whole = True
            kinds = np.full(count, highspy.HighsVarType.kInteger)
            self._highs.changeColsIntegrality(count, index, kinds)

    def add_rows(
        self, lower: ArrayLike, upper: ArrayLike, row: IntArray, column: IntArray, value: FloatArray
    ) -> None:
        """Rows as triplets; `row` counts from 0 within this call and ascends."""
        low = np.atleast_1d(np.asarray(lower, dtype=np.float64))
        count = len(low)
        starts = np.searchsorted(row, np.arange(count)).astype(np.int32)
        self._highs.addRows(
            count,
            low,
            np.broadcast_to(upper, count).astype(float),
            len(column),
            starts,
            column.astype(np.int32),
            value.astype(np.float64),
        )

    def add_at_most(self, columns: Sequence[int] | IntArray, most: float) -> None:
        """The sum of these columns is at most `most`."""
        index = np.asarray(columns, dtype=np.intp)
        self.add_rows(-INFINITY, most, np.zeros(len(index), np.intp), index, np.ones(len(index)))

    def bound_columns(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def start_from(self, values: FloatArray) -> None:
        """Hand a known answer to the search."""
        count = len(values)
        self._highs.setSolution(count, np.arange(count, dtype=np.int32), values)

    def stop_at(self, objective: float) -> None:
        """Any answer with at most this objective is good enough."""
        self._set({"objective_target": objective + 1e-6})

    def solve(self, seconds: float, *, gap: float = 0.0) -> Result:
        """Minimise within the time; a time-out is STOPPED with whatever bound is proven."""
        # HiGHS measures a linear program's limit from the first solve of the instance on.
        spent = 0.0 if self._whole else float(self._highs.getRunTime())
        self._set({"time_limit": min(max(seconds, 0.0) + spent, 1e9), "mip_rel_gap": gap})
        self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        ended = _ENDED.get(status, Ended.STOPPED)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = self._highs.getSolution()
        objective = float(info.objective_function_value) if found else math.inf
        bound = (
            float(info.mip_dual_bound)
            if self._whole
            else (objective if ended is Ended.SOLVED else -math.inf)
        )
        return Result(
            ended,
            np.array(solution.col_value if found else [], dtype=np.float64),
            np.array(solution.col_dual if found else [], dtype=np.float64),
            objective,
            bound if math.isfinite(bound) else -math.inf,
        )


_ENDED = {
    highspy.HighsModelStatus.kOptimal: Ended.SOLVED,
    highspy.HighsModelStatus.kModelEmpty: Ended.SOLVED,
    highspy.HighsModelStatus.kObjectiveTarget: Ended.SOLVED,
    highspy.HighsModelStatus.kInfeasible: Ended.INFEASIBLE,
}
