"""Good answers fast: greedy addition, then exchange of one site for another.

Exchange after Whitaker (1983), in the form of Resende and Werneck (2007): with the nearest
and second nearest open site of every row, one pass over a candidate's column prices its
exchange with every open site at once. Deterministic: ties go to the lower column.
"""

import heapq
from dataclasses import replace

import numpy as np

from mapservice.planning.siting.choice import Choice
from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray, conflicts


def finite_losses(choice: Choice) -> Choice:
    """The same choice with a large price for leaving a row unserved instead of infinity.

    The price exceeds all other losses together, so fewer unserved rows always come first.
    """
    finite = np.where(np.isfinite(choice.loss), choice.loss, 0.0)
    known = np.where(np.isfinite(choice.base), choice.base, 0.0)
    if not np.isinf(choice.base).any():
        return choice
    worst = np.maximum(finite.max(axis=0, initial=0.0), known)
    large = 1.0 + float(worst.sum() + choice.price.sum())
    base = np.where(np.isfinite(choice.base), choice.base, large)
    return replace(choice, loss=np.minimum(choice.loss, base), base=base)


def greedy(choice: Choice, start: IntArray | None = None) -> IntArray:
    """Add the column that saves most until `most` are open or nothing more is saved.

    Savings only shrink as more is open, so a stale figure is an upper bound and most columns
    need not be priced again (Minoux 1978). Losses must be finite.
    """
    opened: list[int] = [] if start is None else start.tolist()
    clash = conflicts(choice.exclusive, choice.count)
    current = (
        choice.base if not opened else np.minimum(choice.base, choice.loss[opened].min(axis=0))
    )
    saving = np.maximum(current - choice.loss, 0.0).sum(axis=1) - choice.price
    heap = [(-float(saving[j]), j) for j in range(choice.count) if j not in opened]
    heapq.heapify(heap)
    while heap and len(opened) < choice.most:
        _, j = heapq.heappop(heap)
        if clash is not None and clash[j, opened].any():
            continue
        now = float(np.maximum(current - choice.loss[j], 0.0).sum() - choice.price[j])
        if heap and (-now, j) > heap[0]:
            heapq.heappush(heap, (-now, j))
            continue
        if now <= 0.0:
            break
        opened.append(j)
        current = np.minimum(current, choice.loss[j])
    return np.array(sorted(opened), dtype=np.intp)


def interchange(choice: Choice, start: IntArray, clock: Clock) -> IntArray:
    """Exchange sites while that lowers the objective. Losses must be finite."""
    opened = start.copy()
    clash = conflicts(choice.exclusive, choice.count)
    if not len(opened):
        return opened
    near = _two_nearest(choice, opened)
    least = 1e-9 * (1.0 + abs(choice.value(opened)))
    idle, j = 0, 0
    while idle < choice.count and not clock.over:
        if j not in opened:
            profit = _profits(choice, opened, near, j, clash)
            out = int(profit.argmax())
            if profit[out] > least:
                opened[out] = j
                near = _two_nearest(choice, opened)
                idle = -1
        idle, j = idle + 1, (j + 1) % choice.count
    return np.sort(opened)


def settle(choice: Choice, start: IntArray) -> IntArray:
    """Exchange sites for lower positions wherever the objective stays the same.

    Equal answers are common with whole minutes; this makes the one reported repeatable.
    """
    opened = np.sort(start)
    clash = conflicts(choice.exclusive, choice.count)
    same = 1e-12 * (1.0 + abs(choice.value(opened)))
    j = 0
    while len(opened) and j < opened[-1]:
        if j not in opened:
            profit = _profits(choice, opened, _two_nearest(choice, opened), j, clash)
            fit = np.flatnonzero((profit >= -same) & (opened > j))
            if len(fit):
                opened[fit[-1]] = j
                opened.sort()
        j += 1
    return opened


_Nearest = tuple[IntArray, FloatArray, FloatArray]


def _two_nearest(choice: Choice, opened: IntArray) -> _Nearest:
    """Place in `opened` of the nearest (its length: the base), least and second least loss."""
    losses = np.vstack([choice.loss[opened], choice.base])
    nearest = losses.argmin(axis=0)
    two = np.partition(losses, 1, axis=0)[:2]
    return nearest, two[0], two[1]


def _profits(
    choice: Choice, opened: IntArray, near: _Nearest, j: int, clash: BoolArray | None
) -> FloatArray:
    """(len(opened),) saved by exchanging each open column for j; -inf where forbidden."""
    nearest, first, second = near
    column = choice.loss[j]
    saved = np.maximum(first - column, 0.0).sum() - choice.price[j]
    # Without its nearest site a row falls back to the better of column j and its second.
    fall = np.minimum(second, np.maximum(column, first)) - first
    lost = np.bincount(nearest, weights=fall, minlength=len(opened) + 1)[:-1]
    profit: FloatArray = saved - lost + choice.price[opened]
    if clash is None:
        return profit
    against = clash[j, opened]
    return np.where(against.sum() - against == 0, profit, -np.inf)
