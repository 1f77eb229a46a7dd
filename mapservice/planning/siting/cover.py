"""The smallest set of columns that covers every row (set cover), reduced and then proven."""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.siting.highs import INFINITY, Ended, Program
from mapservice.planning.siting.rules import BoolArray, IntArray

_BLOCK = 1024


@dataclass(frozen=True, eq=False)
class Cover:
    """opened: columns of the best cover known, None without one. bound: least possible count.

    impossible: proven that no permitted columns cover every row.
    """

    opened: IntArray | None
    bound: float
    impossible: bool = False


def smallest_cover(
    covers: BoolArray,
    groups: tuple[tuple[int, ...], ...],
    seconds: float,
    *,
    most: int | None = None,
    gap: float = 0.0,
) -> Cover:
    """Fewest columns covering all rows; covers: (rows, m). groups: at most one of each.

    With `most` any cover of at most so many columns will do, and `impossible` means that
    there is none; the bound is then not the least count.
    """
    rows = needed_rows(covers)
    columns = useful_columns(rows) if not groups else np.arange(covers.shape[1])
    rows = needed_rows(rows[:, columns])
    if len(rows) and not rows.any(axis=1).all():
        return Cover(None, np.inf, impossible=True)
    program = Program()
    program.add_columns(np.ones(len(columns)), 0.0, 1.0, whole=True)
    row, column = np.nonzero(rows)
    program.add_rows(np.ones(len(rows)), INFINITY, row, column, np.ones(len(row)))
    for group in groups:
        program.add_at_most(group, 1.0)
    if most is not None:
        program.add_at_most(np.arange(len(columns)), float(most))
        program.stop_at(float(most))
    result = program.solve(seconds, gap=gap)
    if not len(result.values):
        return Cover(None, max(result.bound, 0.0), impossible=result.ended is Ended.INFEASIBLE)
    opened = columns[np.flatnonzero(result.values > 0.5)]
    return Cover(opened, float(np.ceil(max(result.bound, 0.0) - 1e-6)))


def needed_rows(covers: BoolArray) -> BoolArray:
    """Rows whose cover set contains no other row's: covering these covers all.

    Rows are taken by the size of their set, so that only smaller kept ones need a look.
    """
    rows = np.unique(covers, axis=0)
    rows = rows[np.argsort(rows.sum(axis=1), kind="stable")]
    kept = np.zeros((0, covers.shape[1]), dtype=np.float32)
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK].astype(np.float32)
        block = block[~_contains(block, kept)]
        own = block @ block.T >= block.sum(axis=1)[None, :]
        np.fill_diagonal(own, False)
        kept = np.vstack([kept, block[~own.any(axis=1)]])
    return kept.astype(bool)


def _contains(block: np.ndarray, kept: np.ndarray) -> BoolArray:
    """(len(block),) whether a row of block contains some row of kept."""
    result: BoolArray = (block @ kept.T >= kept.sum(axis=1)[None, :]).any(axis=1)
    return result


def useful_columns(rows: BoolArray) -> IntArray:
    """Columns not dominated by another that covers the same rows and more; lowest on ties."""
    table = rows.T.astype(np.float32)
    size = table.sum(axis=1)
    inside = table @ table.T >= size[:, None]
    larger = (size[None, :] > size[:, None]) | (
        (size[None, :] == size[:, None]) & (np.arange(len(size)) < np.arange(len(size))[:, None])
    )
    return np.flatnonzero(~(inside & larger).any(axis=1) & (size > 0))
