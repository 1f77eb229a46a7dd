"""The one problem behind p-median, coverage and weighted criteria.

Open at most k columns; row i then costs the least of base_i and the losses of the open
columns; every open column adds its own price. Existing sites and the price of leaving a
row unserved are both only a lower base, so they cost nothing to carry.
"""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from mapservice.planning.siting.rules import FloatArray, IntArray, Rules, positions


@dataclass(frozen=True, eq=False)
class Choice:
    """loss: (m, n), candidate by row so that a candidate's losses lie together; inf: cannot serve.

    base: (n,) loss with nothing opened, inf when then unserved. price: (m,), >= 0.
    most: how many may be opened. exclusive: sets of positions, at most one of each.
    name: (m,), row: (n,) the caller's numbers for columns and rows. constant: added to every
    objective.
    already: numbers of columns opened on the way here, whose effect is in base and constant.
    """

    loss: FloatArray
    base: FloatArray
    price: FloatArray
    most: int
    exclusive: tuple[tuple[int, ...], ...]
    name: IntArray
    row: IntArray
    constant: float = 0.0
    already: tuple[int, ...] = ()

    @classmethod
    def of(  # noqa: PLR0913 - one argument per field
        cls,
        loss: FloatArray,
        base: FloatArray,
        most: int,
        *,
        rules: Rules,
        name: IntArray,
        price: FloatArray | None = None,
    ) -> Self:
        """A whole question: columns by their numbers, exclusive sets from the rules."""
        cost = np.zeros(len(name)) if price is None else price
        groups = positions(rules.exclusive, name)
        return cls(loss, base, cost, most, groups, name, np.arange(len(base)))

    def plus(self, constant: float) -> Self:
        """The same choice with this much added to every objective."""
        return replace(self, constant=self.constant + constant)

    @property
    def count(self) -> int:
        return len(self.price)

    def value(self, opened: IntArray) -> float:
        """Objective with these positions open; inf when a row is not served."""
        least = self.base
        if len(opened):
            least = np.minimum(least, self.loss[opened].min(axis=0))
        return float(self.constant + self.price[opened].sum() + least.sum())

    def allows(self, opened: IntArray) -> bool:
        chosen = set(opened.tolist())
        return len(chosen) <= self.most and all(
            len(chosen.intersection(group)) <= 1 for group in self.exclusive
        )

    @property
    def step(self) -> float:
        """Distance between possible objectives: 1 for whole-numbered data, else 0."""
        finite = self.loss[np.isfinite(self.loss)]
        parts = (finite, self.base[np.isfinite(self.base)], self.price, np.array([self.constant]))
        whole = all(bool(np.all(part == np.floor(part))) for part in parts)
        return 1.0 if whole else 0.0


def reduce_choice(choice: Choice, keep: IntArray, opened: IntArray) -> Choice:
    """The choice that is left when `opened` stand and only `keep` may follow (positions).

    Opened columns lower the base; rows that no kept column can improve become a constant.
    """
    base = choice.base
    if len(opened):
        base = np.minimum(base, choice.loss[opened].min(axis=0))
    shut = {j for group in choice.exclusive for j in group if set(group) & set(opened.tolist())}
    kept = np.array([j for j in keep.tolist() if j not in shut], dtype=np.intp)
    loss = np.minimum(choice.loss[kept], base)
    live = (loss < base).any(axis=0) if len(kept) else np.zeros(len(base), dtype=bool)
    live |= ~np.isfinite(base)
    constant = choice.constant + float(choice.price[opened].sum() + base[~live].sum())
    return replace(
        choice,
        loss=np.ascontiguousarray(loss[:, live]),
        base=base[live],
        price=choice.price[kept],
        most=choice.most - len(opened),
        exclusive=positions(choice.exclusive, kept),
        name=choice.name[kept],
        row=choice.row[live],
        constant=constant,
        already=(*choice.already, *choice.name[opened].tolist()),
    )


@dataclass(frozen=True, eq=False)
class Known:
    """The best answer so far: the caller's numbers of the columns, and the objective.

    Held by number, not by position, because the search goes on in ever smaller choices.
    """

    sites: tuple[int, ...] = ()
    value: float = np.inf

    def better(self, choice: Choice, opened: IntArray) -> "Known":
        """This answer or the one with `opened` (positions), whichever costs less."""
        value = choice.value(opened)
        if value < self.value and choice.allows(opened):
            return Known(tuple(sorted([*choice.already, *choice.name[opened].tolist()])), value)
        return self


def cutoff(best: float, step: float) -> float:
    """A bound at or above this proves that nothing better than `best` is left.

    The margin stays above the rounding of the linear programs, 1e-7 of the objective; where
    that leaves nothing of a step, the data count as not whole.
    """
    margin = max(1e-4, 1e-7 * abs(best))
    if step > margin:
        return best - step + margin
    return best - 1e-7 * abs(best)


def near(best: float, step: float, gap: float) -> float:
    """A bound at or above this ends the search: best proven, or within the gap asked for."""
    if math.isinf(best):
        return best
    return min(cutoff(best, step), best / (1.0 + gap))


def lifted(bound: float, best: float, step: float) -> float:
    """A proven bound, raised to the next objective that whole-numbered data allow."""
    if math.isinf(best):
        return bound
    margin = max(1e-4, 1e-7 * abs(best))
    if step <= margin or not math.isfinite(bound):
        return min(bound, best)
    if bound >= cutoff(best, step):
        return best
    return min(best, float(math.ceil(bound - margin)))
