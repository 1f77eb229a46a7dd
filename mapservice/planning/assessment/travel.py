"""Minutes between people and places: over the ground, or over streets where they are at hand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import Detour, Pace, Points, ground_pairs
from mapservice.planning.impedance.network import Network
from mapservice.planning.impedance.pairs import PairSource
from mapservice.planning.impedance.snapping import report_snapping, snap
from mapservice.planning.impedance.travel import network_pairs
from mapservice.planning.parameters import Asked

# Far beyond any threshold that may be asked for, and finite: a search over streets ends.
STREET_LIMIT_MINUTES = 240.0
DETOUR_SOURCE = "chosen by the planner; 4/pi is the mean of streets at right angles"


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """How minutes are found, and what that says about itself."""

    pairs: Callable[[Points, Points], PairSource]  # (demand, venues) -> pairs
    method: str  # English, for the report
    streets: bool  # over a network, not over the ground
    off_network: Callable[[Points, Floats], float]  # people too far from any street


def over_ground(asked: Asked) -> Travel:
    """Metres on the ground x detour / speed; every pair has minutes."""
    pace = pace_of(asked)

    def pairs(demand: Points, venues: Points) -> PairSource:
        return ground_pairs(demand, venues, pace, np.inf)

    return Travel(
        pairs,
        f"{asked.mode}: distance on the ground x {asked.detour:g} at {asked.speed_km_h:g} km/h "
        f"({DETOUR_SOURCE})",
        False,
        lambda _points, _people: 0.0,
    )


def over_streets(asked: Asked, network: Network, source: str) -> Travel:
    """Shortest times over `network` of the asked mode, door to door."""

    def pairs(demand: Points, venues: Points) -> PairSource:
        return network_pairs(
            network, snap(demand, network), snap(venues, network), STREET_LIMIT_MINUTES
        )

    def off(points: Points, people: Floats) -> float:
        return report_snapping(snap(points, network), people).weight_too_far

    return Travel(pairs, f"{asked.mode}: shortest time over the streets of {source}", True, off)


def pace_of(asked: Asked) -> Pace:
    """Speed and detour of the question."""
    return Pace(asked.speed_km_h, Detour(asked.detour, DETOUR_SOURCE))


def straight_metres(demand: Points, venues: Points) -> Floats:
    """Metres in a straight line to the nearest venue (demands,); infinity without any."""
    return ground_pairs(demand, venues, Pace(0.06, Detour(1.0, "straight line")), np.inf).nearest()
