"""The p-centre's radius as a search over thresholds, each decided by a set cover.

The radius is one of the impedances (Minieka 1970). A threshold that is impossible for some
points is impossible for all, so covers are sought for a few points only, and the worst-served
join until the cover serves everyone (relaxation of Chen and Chen 2009). The least threshold
possible for the few is a proven bound at every moment.
"""

import math

import numpy as np

from mapservice.planning.siting.clock import Clock
from mapservice.planning.siting.cover import smallest_cover
from mapservice.planning.siting.inputs import Question
from mapservice.planning.siting.radius import shorten
from mapservice.planning.siting.rules import BoolArray, FloatArray, IntArray, conflicts, positions


class Thresholds:
    """distance: (n, m) to the free columns, no more than base; base: (n,) to the fixed ones."""

    def __init__(
        self, distance: FloatArray, base: FloatArray, question: Question, clock: Clock
    ) -> None:
        self.distance, self.base, self.clock = distance, base, clock
        self.by_column = np.ascontiguousarray(distance.T)
        self.rules, self.free, self.most = question.rules, question.free, question.new
        self.groups = positions(question.rules.exclusive, question.free)
        self.clash = conflicts(self.groups, len(self.free))
        # No threshold is below the nearest candidate of the point worst off.
        floor = float(distance.min(axis=1).max())
        values = np.unique(distance[np.isfinite(distance) & (distance >= floor)])
        self.values = values if len(values) else np.array([floor])
        self.low = 0
        self.opened: IntArray | None = None
        self.radius = math.inf
        self.points: list[int] = []

    def run(self) -> tuple[IntArray | None, float, float]:
        """Columns, radius and bound; None and an infinite bound when proven impossible."""
        self._first()
        while not self._ended():
            # Halve the values, not their places: most impedances lie above the answer, where
            # covers are hard to tell, and impossible thresholds are told fast.
            low, high = float(self.values[self.low]), min(self.radius, float(self.values[-1]))
            place = int(np.searchsorted(self.values, (low + high) / 2.0, side="right")) - 1
            place = min(max(place, self.low), max(self._high - 1, self.low))
            possible = self._decide(place)
            if possible is None:
                break
            if not possible:
                self.low = place + 1
        bound = float(self.values[self.low]) if self.low < len(self.values) else math.inf
        return self.opened, self.radius, min(bound, self.radius)

    def _ended(self) -> bool:
        if self.clock.over or self.low >= len(self.values):
            return True
        return self.radius <= float(self.values[self.low]) * (1.0 + self.clock.limit.gap)

    @property
    def _high(self) -> int:
        """Place of the best radius known; every threshold below it is still open."""
        return int(np.searchsorted(self.values, self.radius))

    def _decide(self, place: int) -> bool | None:
        """Whether everyone can be within this threshold; None when time ran out first."""
        while not self.clock.over:
            cover = smallest_cover(self._rows(place), self.groups, self.clock.left, most=self.most)
            if cover.impossible:
                return False
            if cover.opened is None:
                return None
            near = self._known(cover.opened)
            if self.radius <= self.values[place]:
                return True
            self._join(near, float(self.values[place]))
        return None

    def _rows(self, place: int) -> BoolArray:
        """Cover table of the points that the fixed sites do not reach within the threshold."""
        threshold = self.values[place]
        points = np.array(self.points, dtype=np.intp)
        points = points[self.base[points] > threshold]
        return np.asarray(self.distance[points] <= threshold)

    def _first(self) -> None:
        """A first answer: open what is nearest to the worst-served point, again and again.

        The points met are spread out, so they are also the first that thresholds are tried on.
        """
        opened: list[int] = []
        current = self.base.copy()
        for _ in range(self.most):
            worst = int(current.argmax())
            self.points.append(worst)
            for j in np.argsort(self.distance[worst], kind="stable").tolist():
                if self.rules.allow([*self.rules.fixed, *self.free[[*opened, j]].tolist()]):
                    opened.append(j)
                    current = np.minimum(current, self.distance[:, j])
                    break
        self._known(np.array(sorted(set(opened)), dtype=np.intp))

    def _known(self, opened: IntArray) -> FloatArray:
        """Note an answer, improved by exchange; the points' impedances under `opened`."""
        near = self._near(opened)
        better = shorten(self.by_column, self.base, opened, self.clash, self.clock)
        radius = float(self._near(better).max())
        if radius < self.radius:
            self.opened, self.radius = better, radius
        return near

    def _near(self, opened: IntArray) -> FloatArray:
        least = self.by_column[opened].min(axis=0, initial=np.inf)
        return np.asarray(np.minimum(self.base, least), dtype=np.float64)

    def _join(self, near: FloatArray, threshold: float) -> None:
        """Add the worst-served point of each candidate's neighbourhood beyond the threshold."""
        beyond = np.flatnonzero(near > threshold)
        beyond = beyond[np.argsort(-near[beyond], kind="stable")]
        _, first = np.unique(self.distance[beyond].argmin(axis=1), return_index=True)
        known = set(self.points)
        new = [int(beyond[at]) for at in sorted(first.tolist()) if int(beyond[at]) not in known]
        self.points.extend(new[: 2 * self.most])
