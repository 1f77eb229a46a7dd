"""Lower bounds by Lagrangian relaxation, and the candidates they rule out.

Relaxing "each row is served once" with multipliers u (Cornuejols, Fisher, Nemhauser 1977):
L(u) = constant + sum u_i + the least sum, over at most k columns, of
r_j = price_j + sum_i min(0, loss_ij - u_i), for any u <= base. Every L(u) is a valid bound.
Exclusive sets are left out here, which only lowers the bound.
"""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.siting.choice import Choice, Known, cutoff, near
from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.interchange import finite_losses, greedy, interchange
from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray

# A block of columns times rows that stays in a core's cache: 3x faster than one large array.
_BLOCK = 32_768
# Found by trial at 2,000 x 200 and 10,000 x 500: a long memory of past directions and a slow
# decay end within 0.02 % of the linear program, where halving the step after 12 idle rounds
# from the best point stays 0.2 % away.
_MOMENTUM, _PATIENCE, _SHRINK, _LEAST = 0.9, 10, 0.8, 1e-5
_TRY_FROM, _TRY_EVERY = 150, 25


@dataclass(frozen=True, eq=False)
class Relaxed:
    """bound: proven lower bound. best: the best answer known, perhaps the one handed in.

    multipliers: (n,) that gave the bound. keep, must: positions that may still be open, and
    those open in every answer better than the best known.
    """

    bound: float
    best: Known
    multipliers: FloatArray
    keep: IntArray
    must: IntArray


def relax(
    choice: Choice, best: Known, clock: Clock, *, rounds: int, start: FloatArray | None = None
) -> Relaxed:
    """Subgradient ascent, from the multipliers `start` if there are any.

    Now and then the relaxation's choice is tried as an answer, improved by exchange.
    """
    step, finite = choice.step, finite_losses(choice)
    search, tried = _Ascent(finite, best, start), set[bytes]()
    keep, must = np.ones(choice.count, bool), np.zeros(choice.count, bool)
    for turn in range(rounds):
        if clock.over or search.scale < _LEAST:
            break
        reduced, chosen = search.turn()
        key = np.sort(chosen).tobytes()
        if turn >= _TRY_FROM and turn % _TRY_EVERY == 0 and key not in tried:
            tried.add(key)
            best = best.better(choice, interchange(finite, greedy(finite, chosen), clock))
            search.goal = min(search.goal, best.value)
        if search.improved:
            out, in_all = ruled(search.last, reduced, choice.most, cutoff(best.value, step))
            keep, must = keep & ~out, must | in_all
        if search.bound >= near(best.value, step, clock.limit.gap):
            break
    return Relaxed(
        min(search.bound, best.value),
        best,
        search.best,
        np.flatnonzero(keep & ~must),
        np.flatnonzero(must),
    )


def price_columns(choice: Choice, multipliers: FloatArray) -> FloatArray:
    """(m,) r_j of the module's formula."""
    block = max(1, _BLOCK // max(1, len(multipliers)))
    reduced = choice.price.copy()
    for first in range(0, choice.count, block):
        part = choice.loss[first : first + block] - multipliers
        np.minimum(part, 0.0, out=part)
        reduced[first : first + block] += part.sum(axis=1)
    return reduced


def ruled(bound: float, reduced: FloatArray, most: int, cut: float) -> tuple[BoolArray, BoolArray]:
    """(m,) columns that no answer better than the cutoff opens, and those that all open."""
    if most < 1:
        return np.ones(len(reduced), bool), np.zeros(len(reduced), bool)
    order = np.argsort(reduced, kind="stable")
    last_in = min(0.0, float(reduced[order[most - 1]])) if len(order) >= most else 0.0
    first_out = min(0.0, float(reduced[order[most]])) if len(order) > most else 0.0
    inside = np.zeros(len(reduced), bool)
    inside[order[:most]] = True
    inside &= reduced < 0.0
    out = ~inside & (bound + reduced - last_in >= cut)
    return out, inside & (bound - reduced + first_out >= cut)


class _Ascent:
    """State of the subgradient method (Held, Wolfe, Crowder 1974), steps smoothed."""

    def __init__(self, choice: Choice, best: Known, start: FloatArray | None) -> None:
        opened = greedy(choice)
        self.choice, self.goal = choice, min(best.value, choice.value(opened))
        self.scale, self.bound, self.last, self.improved = 1.0, -np.inf, -np.inf, False
        if start is None:
            losses = np.vstack([choice.loss[opened], choice.base, choice.base])
            start = np.partition(losses, 1, axis=0)[:2].mean(axis=0)
        self.now = np.minimum(start, choice.base)
        self.best, self._idle = self.now, 0
        self._direction = np.zeros_like(self.now)

    def turn(self) -> tuple[FloatArray, IntArray]:
        """Price the columns at the current multipliers and move on; returns r and the choice."""
        choice, multipliers = self.choice, self.now
        reduced = price_columns(choice, multipliers)
        chosen = np.argsort(reduced, kind="stable")[: choice.most]
        chosen = chosen[reduced[chosen] < 0.0]
        self.last = choice.constant + float(multipliers.sum() + reduced[chosen].sum())
        self.improved = self.last > self.bound
        if self.improved:
            self.bound, self.best, self._idle = self.last, multipliers, 0
        else:
            self._idle += 1
            if self._idle >= _PATIENCE:
                self.scale, self._idle = self.scale * _SHRINK, 0
        self._move(chosen)
        return reduced, chosen

    def _move(self, chosen: IntArray) -> None:
        choice = self.choice
        served = (choice.loss[chosen] < self.now).sum(axis=0)
        self._direction = (1.0 - _MOMENTUM) * (1.0 - served) + _MOMENTUM * self._direction
        length = float(np.square(self._direction).sum())
        if length > 0.0:
            distance = self.scale * (1.02 * self.goal - self.last) / length
            self.now = np.clip(self.now + distance * self._direction, 0.0, choice.base)
