"""Distance on the ground and the minutes it takes, where no street network is known.

A straight line crosses railways, rivers and golf courses: the detour factor stands for the
streets on average and for no single place. Where a network is at hand, use `network`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.pairs import Frame, Pairs, pairs_from_triplets

SEMI_MAJOR_M = 6_378_137.0  # GRS 80 and WGS 84
FLATTENING = 1 / 298.257222101  # GRS 80, on which JGD2011 rests
MEAN_RADIUS_M = 6_371_008.77

# Japanese fair-competition rule for property advertisements (walking 80 m of road a minute).
WALK_KM_H = 4.8


@dataclass(frozen=True, slots=True)
class Detour:
    """Road distance divided by straight distance, and who measured it."""

    factor: float
    source: str

    def __post_init__(self) -> None:
        """A road is never shorter than the straight line."""
        if not (np.isfinite(self.factor) and self.factor >= 1):
            raise ValueError(f"a detour factor is at least 1, got {self.factor}")
        if not self.source.strip():
            raise ValueError("a detour factor needs its source")


STRAIGHT_LINE = Detour(1.0, "no detour: straight line")
RIGHT_ANGLED_STREETS = Detour(
    4 / np.pi, "mean of |cos a| + |sin a| over all directions a: streets at right angles"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast people go over the road, and how much longer the road is."""

    speed_km_h: float
    detour: Detour

    def __post_init__(self) -> None:
        """Nobody gets anywhere without speed."""
        if not (np.isfinite(self.speed_km_h) and self.speed_km_h > 0):
            raise ValueError(f"speed must be a positive number of km/h, got {self.speed_km_h}")

    @property
    def minutes_per_m(self) -> float:
        """Minutes for one metre of straight line."""
        return self.detour.factor * 60.0 / (self.speed_km_h * 1000.0)


# One "minute" a metre: for thresholds in metres, such as the 800 m of `measures.coverage`.
METRES = Pace(0.06, STRAIGHT_LINE)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places on the ground: longitude and latitude in degrees, both (n,)."""

    lon: Floats
    lat: Floats

    def __post_init__(self) -> None:
        """Every point needs a place; leave the others out and report them."""
        if self.lon.shape != self.lat.shape or self.lon.ndim != 1:
            raise ValueError("lon and lat must be one-dimensional and equally long")
        inside = (np.abs(self.lon) <= 180) & (np.abs(self.lat) <= 90)
        if not inside.all():  # NaN and infinity compare as false
            raise ValueError(f"{int((~inside).sum())} points have no valid coordinates")

    def __len__(self) -> int:
        """Number of points."""
        return len(self.lon)


def cartesian(points: Points) -> Floats:
    """Earth-centred x, y, z in metres (n, 3).

    A chord through the earth is the same everywhere, so one search tree serves any city
    without a projection and its edges.
    """
    lam, phi = np.radians(points.lon), np.radians(points.lat)
    squared_eccentricity = FLATTENING * (2 - FLATTENING)
    normal = SEMI_MAJOR_M / np.sqrt(1 - squared_eccentricity * np.sin(phi) ** 2)
    return np.column_stack(
        (
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - squared_eccentricity) * np.sin(phi),
        )
    )


def arc_of_chord(chord_m: Floats) -> Floats:
    """Metres along the ground for a chord: within 1 cm of the geodesic up to 100 km."""
    return 2 * MEAN_RADIUS_M * np.arcsin(np.minimum(chord_m / (2 * MEAN_RADIUS_M), 1.0))


def chord_of_arc(arc_m: float) -> float:
    """The inverse of `arc_of_chord`; half the earth's girth at most."""
    return float(2 * MEAN_RADIUS_M * np.sin(min(arc_m / (2 * MEAN_RADIUS_M), np.pi / 2)))


@dataclass(frozen=True, slots=True, eq=False)
class GroundPairs:
    """Pairs within `limit` minutes over the ground, found anew block by block.

    Memory follows the pairs of one block, not demands x venues. Build with `ground_pairs`.
    """

    demand_xyz: Floats  # (demands, 3) metres
    venue_xyz: Floats  # (venues, 3) metres
    minutes_per_m: float
    limit: float
    block_rows: int

    @property
    def demands(self) -> int:
        """Number of demand points."""
        return len(self.demand_xyz)

    @property
    def venues(self) -> int:
        """Number of venues."""
        return len(self.venue_xyz)

    def blocks(self) -> Iterator[Pairs]:
        """Blocks of at most `block_rows` demand rows."""
        venue_tree = KDTree(self.venue_xyz)
        for first in range(0, max(self.demands, 1), self.block_rows):
            yield self._block(venue_tree, first)

    def _block(self, venue_tree: KDTree, first: int) -> Pairs:
        points = self.demand_xyz[first : first + self.block_rows]
        frame = Frame(len(points), self.venues, self.limit, first)
        if np.isinf(self.limit):  # every pair: a tree would only be in the way
            minutes = arc_of_chord(cdist(points, self.venue_xyz)) * self.minutes_per_m
            row, venue = np.indices(minutes.shape).reshape(2, -1)
            return pairs_from_triplets(row, venue, minutes.ravel(), frame)
        # The tree's radius is a hair wide; the cut itself is made on minutes, with <=.
        radius_m = chord_of_arc(self.limit / self.minutes_per_m) * (1 + 1e-9) + 1e-6
        # Built once and searched once: balancing it would cost more than it saves.
        tree = KDTree(points, balanced_tree=False, compact_nodes=False)
        found = tree.sparse_distance_matrix(venue_tree, radius_m, output_type="ndarray")
        minutes = arc_of_chord(found["v"]) * self.minutes_per_m
        return pairs_from_triplets(found["i"], found["j"], minutes, frame)

    def nearest(self) -> Floats:
        """Minutes to the nearest venue (demands,), beyond `limit` too; infinity without venue."""
        if self.venues == 0:
            return np.full(self.demands, np.inf)
        chord_m, _ = KDTree(self.venue_xyz).query(self.demand_xyz)
        return arc_of_chord(np.asarray(chord_m)) * self.minutes_per_m


def ground_pairs(
    demand: Points, venues: Points, pace: Pace, limit_minutes: float, block_rows: int = 50_000
) -> GroundPairs:
    """Pairs by distance on the ground: metres x detour / speed, all up to the limit."""
    if not limit_minutes > 0:
        raise ValueError(f"limit_minutes must be positive, got {limit_minutes}")
    return GroundPairs(
        demand_xyz=cartesian(demand),
        venue_xyz=cartesian(venues),
        minutes_per_m=pace.minutes_per_m,
        limit=limit_minutes,
        block_rows=block_rows,
    )
