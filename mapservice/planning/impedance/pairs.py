"""Demand-venue pairs within a limit, held sparsely: the impedance every measure reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import coo_array

from mapservice.planning.arrays import Floats, Indices, Ints
from mapservice.planning.decay import Decay


class PairSource(Protocol):
    """Pairs in blocks of demand rows, which can be walked through more than once."""

    @property
    def demands(self) -> int:
        """Number of demand points in all blocks together."""

    @property
    def venues(self) -> int:
        """Number of venues; the same in every block."""

    @property
    def limit(self) -> float:
        """Minutes up to which every pair is present; infinity when none was left out."""

    def blocks(self) -> Iterator["Pairs"]:
        """The blocks, in the order of demand rows, without gap or overlap."""


@dataclass(frozen=True, slots=True, eq=False)
class PairWeights:
    """A weight for each pair: a sparse (demands, venues) matrix to sum along."""

    matrix: coo_array[np.float64]

    def over_venues(self, amounts: Floats) -> Floats:
        """Weighted sum of `amounts` (venues,) for each demand row, shape (demands,)."""
        # scipy gives a scalar for a 1 x 1 matrix, hence the reshape.
        return np.asarray(self.matrix @ amounts, dtype=np.float64).reshape(-1)

    def over_demands(self, amounts: Floats) -> Floats:
        """Weighted sum of `amounts` (demands,) for each venue, shape (venues,)."""
        return np.asarray(self.matrix.T @ amounts, dtype=np.float64).reshape(-1)

    def reach(self) -> Floats:
        """Sum of the weights of each demand row, shape (demands,)."""
        return self.over_venues(np.ones(self.matrix.shape[1]))


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs in the order of minutes, so that a threshold is a prefix and needs no search.

    A pair that is not listed takes longer than `limit` minutes or cannot be travelled; there
    is no sentinel. A listed pair may take 0 minutes. Equal minutes follow row, then venue.
    """

    row: Indices  # (pairs,) demand row within this block
    venue: Indices  # (pairs,) index of the venue
    minutes: Floats  # (pairs,) ascending, finite, not negative
    demands: int
    venues: int
    limit: float = np.inf
    first: int = 0  # number of the first demand row, when this is a block of several

    @property
    def rows(self) -> slice:
        """Where the rows of this block stand among all demand rows."""
        return slice(self.first, self.first + self.demands)

    def blocks(self) -> Iterator["Pairs"]:
        """Itself: held pairs are one block."""
        yield self

    def within(self, minutes: float) -> "Pairs":
        """The pairs of at most `minutes`: a view, nothing is copied."""
        count = int(np.searchsorted(self.minutes, minutes, side="right"))
        return Pairs(
            row=self.row[:count],
            venue=self.venue[:count],
            minutes=self.minutes[:count],
            demands=self.demands,
            venues=self.venues,
            limit=min(self.limit, minutes),
            first=self.first,
        )

    def weighted(self, values: Floats) -> PairWeights:
        """`values` (pairs,) as weights."""
        shape = (self.demands, self.venues)
        return PairWeights(coo_array((values, (self.row, self.venue)), shape=shape))

    def reach(self, decay: Decay) -> "Pairs":
        """The pairs that can have a weight; ValueError when the pairs were cut before that."""
        if decay.end > self.limit:
            raise ValueError(
                f"pairs end at {self.limit:g} minutes but the decay reaches {decay.end:g}: "
                "widen the limit or cut the decay with decay.within"
            )
        return self.within(decay.end)

    def weights(self, decay: Decay) -> PairWeights:
        """The weights that `decay` gives the pairs."""
        near = self.reach(decay)
        return near.weighted(decay(near.minutes))

    def to_dense(self) -> Floats:
        """Minutes of shape (demands, venues), infinity where no pair is listed."""
        dense = np.full((self.demands, self.venues), np.inf)
        dense[self.row, self.venue] = self.minutes
        return dense


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays true of pairs whatever they are: their numbers, their cut, their place."""

    demands: int
    venues: int
    limit: float = np.inf
    first: int = 0


def pairs_from_triplets(
    row: Ints | Indices, venue: Ints | Indices, minutes: Floats, frame: Frame
) -> Pairs:
    """Pairs of (row, venue, minutes) in any order, none twice.

    ValueError for minutes that are NaN, infinite or negative: leave unreachable pairs out.
    """
    if not (np.isfinite(minutes).all() and (minutes >= 0).all()):
        raise ValueError("minutes must be finite and not negative; leave unreachable pairs out")
    near = np.flatnonzero(minutes <= frame.limit)
    order = near[_ascending(row[near], venue[near], minutes[near])]
    return Pairs(
        row=row[order].astype(np.int32),
        venue=venue[order].astype(np.int32),
        minutes=minutes[order],
        demands=frame.demands,
        venues=frame.venues,
        limit=frame.limit,
        first=frame.first,
    )


def _ascending(row: Ints | Indices, venue: Ints | Indices, minutes: Floats) -> Ints:
    """Order by minutes, then row, then venue: sums repeat to the last digit.

    Only equal minutes are sorted by all three: sorting by one key is much faster.
    """
    order = np.argsort(minutes)
    equal = np.diff(minutes[order]) == 0
    tied = np.concatenate((equal, [False])) | np.concatenate(([False], equal))
    if len(order) and tied.any():
        some = order[tied]
        order[tied] = some[np.lexsort((venue[some], row[some], minutes[some]))]
    return order


def pairs_from_dense(minutes: Floats, limit: float = np.inf) -> Pairs:
    """Pairs of a (demands, venues) matrix of minutes; infinity and > `limit` are left out."""
    matrix = np.asarray(minutes, dtype=np.float64)
    if matrix.ndim != 2:
        raise ValueError(f"minutes must have two dimensions, got {matrix.ndim}")
    if np.isnan(matrix).any() or (matrix < 0).any():
        raise ValueError("minutes must not be NaN or negative; unreachable is infinity")
    row, venue = np.nonzero(np.isfinite(matrix) & (matrix <= limit))
    frame = Frame(matrix.shape[0], matrix.shape[1], limit)
    return pairs_from_triplets(row, venue, matrix[row, venue], frame)


def hold(source: PairSource) -> Pairs:
    """All blocks of a source as one `Pairs`: for data that fits in memory."""
    blocks = list(source.blocks())
    if len(blocks) == 1:
        return blocks[0]
    return pairs_from_triplets(
        np.concatenate([block.row.astype(np.int64) + block.first for block in blocks]),
        np.concatenate([block.venue for block in blocks]),
        np.concatenate([block.minutes for block in blocks]),
        Frame(source.demands, source.venues, source.limit),
    )
