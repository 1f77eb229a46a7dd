"""Small worlds for the measures: by hand, and at random within bounds."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.pairs import Pairs, pairs_from_dense


@dataclass(frozen=True, eq=False)
class World:
    """Minutes (demands, venues), people (demands,) and supply (venues,)."""

    minutes: Floats
    people: Floats
    supply: Floats

    @property
    def pairs(self) -> Pairs:
        return pairs_from_dense(self.minutes)


def by_hand() -> World:
    """Three points, two venues: the middle point reaches both, the last reaches none."""
    return World(
        minutes=np.array([[5.0, np.inf], [10.0, 15.0], [np.inf, 99.0]]),
        people=np.array([100.0, 300.0, 50.0]),
        supply=np.array([4.0, 6.0]),
    )


@st.composite
def worlds(draw: st.DrawFn, least_people: int = 0) -> World:
    """Up to 12 points and 6 venues; some empty, some out of reach, ties welcome."""
    demands, venues = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    one = st.one_of(st.just(np.inf), st.integers(0, 60).map(float))
    size = demands * venues
    minutes = np.array(draw(st.lists(one, min_size=size, max_size=size)))
    people = draw(st.lists(st.integers(least_people, 500), min_size=demands, max_size=demands))
    supply = draw(st.lists(st.integers(0, 40), min_size=venues, max_size=venues))
    return World(
        minutes.reshape(demands, venues),
        np.array(people, dtype=np.float64),
        np.array(supply, dtype=np.float64),
    )
