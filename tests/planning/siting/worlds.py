"""Small questions for Hypothesis, and the answer found by trying everything."""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from mapservice.planning.siting.rules import FloatArray, Rules


@dataclass(frozen=True, eq=False)
class World:
    """One question: demand (n,), impedance (n, m) with inf, how many new, and the rules."""

    demand: FloatArray
    impedance: FloatArray
    new: int
    rules: Rules

    @property
    def candidates(self) -> int:
        return int(self.impedance.shape[1])

    @property
    def permitted(self) -> list[int]:
        return sorted({*self.rules.free(self.candidates).tolist(), *self.rules.fixed})

    def choices(self) -> Iterator[tuple[int, ...]]:
        """Every set of sites that obeys the rules, the fixed ones among them."""
        free = self.rules.free(self.candidates).tolist()
        for count in range(min(self.new, len(free)) + 1):
            for opened in itertools.combinations(free, count):
                sites = tuple(sorted({*self.rules.fixed, *opened}))
                if self.rules.allow(sites):
                    yield sites

    def least(self, cost: Callable[[tuple[int, ...]], float]) -> float:
        return min((cost(sites) for sites in self.choices()), default=math.inf)

    def near(self, sites: tuple[int, ...]) -> FloatArray:
        return np.asarray(self.impedance[:, list(sites)].min(axis=1, initial=np.inf))

    @property
    def counted(self) -> np.ndarray:
        """Points with demand that some permitted candidate reaches."""
        reach = np.isfinite(self.impedance[:, self.permitted]).any(axis=1)
        return np.asarray(reach & (self.demand > 0.0))


def rules_for(candidates: int, kind: tuple[int, ...]) -> Rules:
    """kind[j]: 0 free, 1 fixed, 2 forbidden, 3 or 4 member of an exclusive pair or set."""
    of = [tuple(j for j in range(candidates) if kind[j] == which) for which in range(5)]
    sets = tuple(group for group in (of[3], of[4]) if len(group) > 1)
    crossing = ((of[3][0], of[4][0]),) if of[3] and of[4] else ()
    return Rules(of[1], of[2], (*sets, *crossing))


@st.composite
def worlds(
    draw: st.DrawFn, most_points: int = 12, most_candidates: int = 8, most_new: int = 4
) -> World:
    points = draw(st.integers(1, most_points))
    candidates = draw(st.integers(1, most_candidates))
    seed = draw(st.integers(0, 2**31))
    kinds = draw(st.tuples(*[st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4])] * candidates))
    holes = draw(st.sampled_from([0.0, 0.0, 0.2, 0.6]))
    whole = draw(st.booleans())
    source = np.random.default_rng(seed)
    impedance = source.integers(0, 15, (points, candidates)).astype(float)
    if not whole:
        impedance += source.random((points, candidates))
    impedance[source.random((points, candidates)) < holes] = np.inf
    demand = source.integers(0, 6, points).astype(float)
    new = draw(st.integers(0, most_new))
    return World(demand, impedance, new, rules_for(candidates, kinds))


def city(points: int, candidates: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """People and minutes of walking on a square of 10 km, uniform; (n,), (n, m)."""
    source = np.random.default_rng(seed)
    homes, places = source.random((points, 2)), source.random((candidates, 2))
    people = np.round(source.lognormal(4.0, 1.0, points)) + 1.0
    minutes = 10_000.0 / 80.0 * np.hypot(*(homes[:, None] - places[None]).transpose(2, 0, 1))
    return people, minutes
