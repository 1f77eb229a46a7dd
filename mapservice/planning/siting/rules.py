"""What may stand where: fixed, forbidden and mutually exclusive candidates."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.intp]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class SitingError(ValueError):
    """The question itself is wrong: shapes, negative figures or rules that contradict."""


@dataclass(frozen=True)
class Rules:
    """Candidates are column numbers 0..m-1 of the impedance matrix.

    fixed: open already, kept and never counted as new. forbidden: may not be opened.
    exclusive: of every set at most one may be open, fixed ones included.
    """

    fixed: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    exclusive: tuple[tuple[int, ...], ...] = ()

    def check(self, candidates: int) -> None:
        """Raise SitingError when the rules contradict each other or name no candidate."""
        named = [*self.fixed, *self.forbidden, *(j for group in self.exclusive for j in group)]
        outside = sorted({j for j in named if not 0 <= j < candidates})
        if outside:
            raise SitingError(f"no such candidates: {outside}; there are {candidates}, from 0")
        both = sorted(set(self.fixed) & set(self.forbidden))
        if both:
            raise SitingError(f"candidates both fixed and forbidden: {both}")
        for group in self.exclusive:
            together = sorted(set(group) & set(self.fixed))
            if len(together) > 1:
                raise SitingError(f"fixed candidates exclude each other: {together}")

    def free(self, candidates: int) -> IntArray:
        """Candidates that could be opened, ascending."""
        closed = set(self.fixed) | set(self.forbidden)
        for group in self.exclusive:
            if set(group) & set(self.fixed):
                closed |= set(group)
        return np.array([j for j in range(candidates) if j not in closed], dtype=np.intp)

    def allow(self, sites: Iterable[int]) -> bool:
        """Whether exactly these sites, the fixed ones among them, obey every rule."""
        chosen = set(sites)
        return (
            chosen >= set(self.fixed)
            and not chosen & set(self.forbidden)
            and all(len(chosen & set(group)) <= 1 for group in self.exclusive)
        )


NO_RULES = Rules()


def positions(groups: tuple[tuple[int, ...], ...], kept: IntArray) -> tuple[tuple[int, ...], ...]:
    """Exclusive sets told in positions within `kept`; sets that no longer bind are left out."""
    place = {int(j): at for at, j in enumerate(kept)}
    told = (tuple(sorted({place[j] for j in group if j in place})) for group in groups)
    return tuple(group for group in told if len(group) > 1)


def conflicts(groups: tuple[tuple[int, ...], ...], count: int) -> BoolArray | None:
    """Symmetric (count, count) table of pairs that exclude each other; None without any."""
    if not groups:
        return None
    table = np.zeros((count, count), dtype=bool)
    for group in groups:
        table[np.ix_(group, group)] = True
    np.fill_diagonal(table, False)
    return table
