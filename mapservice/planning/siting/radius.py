"""Exchange for the p-centre: replace one site so that the worst-served point comes nearer."""

import numpy as np

from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray


def shorten(
    distance: FloatArray,
    base: FloatArray,
    start: IntArray,
    clash: BoolArray | None,
    clock: Clock,
) -> IntArray:
    """Exchange while the radius falls; distance: (m, n) by candidate, base: (n,).

    Only a candidate nearer to a worst-served point than the radius can help (Mladenovic,
    Labbe, Hansen 2003).
    """
    opened = start.copy()
    none = np.zeros(len(opened), dtype=bool)
    while len(opened) and not clock.over:
        losses = np.vstack([distance[opened], base])
        nearest, two = losses.argmin(axis=0), np.partition(losses, 1, axis=0)[:2]
        radius = float(two[0].max())
        worst = int(two[0].argmax())
        best, change = radius, (-1, -1)
        for j in np.flatnonzero(distance[:, worst] < radius).tolist():
            against = none if clash is None else clash[j, opened]
            out, found = _exchange(distance[j], nearest, two, against)
            if found < best * (1.0 - 1e-12):
                best, change = found, (out, j)
        if change[1] < 0:
            break
        opened[change[0]] = change[1]
    return np.sort(opened)


def _exchange(
    column: FloatArray, nearest: IntArray, two: FloatArray, against: BoolArray
) -> tuple[int, float]:
    """Which place to give to the candidate of this column, and the radius then.

    against: (places,) open sites that exclude the candidate.
    """
    count = len(against)
    stay, fall = np.zeros(count + 1), np.zeros(count + 1)
    np.maximum.at(stay, nearest, np.minimum(two[0], column))
    np.maximum.at(fall, nearest, np.minimum(two[1], column))
    top = np.argsort(stay)[-2:]
    others = np.where(np.arange(count) == top[-1], stay[top[0]], stay[top[-1]])
    radius = np.maximum(others, fall[:count])
    radius = np.where(against.sum() - against == 0, radius, np.inf)
    out = int(radius.argmin())
    return out, float(radius[out])
