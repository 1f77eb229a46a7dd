"""Made-up inputs of a given size; equal seeds give equal inputs."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import Points
from mapservice.planning.impedance.network import Edges, Network, build_network

VENUES_PER_KM2 = 4.42  # so that 15 minutes on foot (1.2 km) reach 20 venues


@dataclass(frozen=True, eq=False)
class Square:
    """Demand and venues evenly on a square of 10 km, with straight walking minutes."""

    minutes: Floats  # (demands, venues)
    people: Floats  # (demands,) whole numbers, as access wants them
    supply: Floats  # (venues,)


def square(demands: int, venues: int, seed: int = 1) -> Square:
    rng = np.random.default_rng(seed)
    at, of = rng.random((demands, 2)) * 10, rng.random((venues, 2)) * 10
    return Square(
        minutes=cdist(at, of) * 60 / 4.8,
        people=rng.integers(1, 200, demands).astype(np.float64),
        supply=rng.integers(1, 50, venues).astype(np.float64),
    )


def scattered(count: int, venues: int, seed: int) -> Points:
    """`count` points on a square that holds `VENUES_PER_KM2` for `venues` venues."""
    rng = np.random.default_rng(seed)
    side_km = np.sqrt(venues / VENUES_PER_KM2)
    return Points(135 + rng.random(count) * side_km / 91, 34 + rng.random(count) * side_km / 111)


def city_streets(side: int = 250, seed: int = 0) -> Network:
    """Walking network of side x side corners, 40 to 90 m apart, numbered row by row."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    start = np.concatenate((number[:, :-1].ravel(), number[:-1].ravel()))
    end = np.concatenate((number[:, 1:].ravel(), number[1:].ravel()))
    minutes = rng.uniform(40, 90, len(start)) / 80
    row, column = np.divmod(number.ravel(), side)
    nodes = Points(139.4 + column * 0.0007, 35.3 + row * 0.0006)
    return build_network(nodes, Edges(start, end, minutes, minutes))
