"""Points onto the street network: the nearest usable node, and who is too far from any."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from mapservice.planning.arrays import Flags, Floats, Ints
from mapservice.planning.impedance.ground import (
    STRAIGHT_LINE,
    WALK_KM_H,
    Pace,
    Points,
    arc_of_chord,
    cartesian,
)
from mapservice.planning.impedance.network import Network

ON_FOOT = Pace(WALK_KM_H, STRAIGHT_LINE)


@dataclass(frozen=True, slots=True)
class SnapRules:
    """How far a point may lie from the streets, and which scraps of street do not count."""

    max_m: float = 500.0
    least_nodes: int = 10  # smaller connected parts are drawing errors or car parks
    leg: Pace = ON_FOOT  # from the door to the street, on foot


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Points on the network."""

    node: Ints  # (points,) -1 for a point too far from every usable node
    metres: Floats  # (points,) to the nearest usable node, also where that is too far
    leg_minutes: Floats  # (points,) on foot to the node; infinity where node is -1
    island: Flags  # (points,) on a part that is not the largest, such as an island

    @property
    def on_network(self) -> Flags:
        """Points that have a node, shape (points,)."""
        return self.node >= 0


@dataclass(frozen=True, slots=True)
class SnapReport:
    """What a planner has to know about snapping before believing a travel time."""

    points: int
    too_far: int  # points without a street within `max_m`: unreachable, not left out
    on_islands: int
    median_m: float  # of those on the network; NaN when none is
    largest_m: float
    weight_too_far: float  # people (or venues) concerned


def snap(points: Points, network: Network, rules: SnapRules | None = None) -> Snapped:
    """The nearest node of a connected part of at least `least_nodes` nodes, within `max_m`."""
    rule = rules or SnapRules()
    usable = np.flatnonzero(network.component_size[network.component] >= rule.least_nodes)
    if len(usable) == 0:
        size = len(points)
        never = np.full(size, np.inf)
        return Snapped(np.full(size, -1), never, never, np.zeros(size, dtype=np.bool_))
    tree = KDTree(cartesian(network.nodes)[usable])
    chord_m, position = tree.query(cartesian(points))
    metres = arc_of_chord(np.asarray(chord_m))
    near = metres <= rule.max_m
    node = np.where(near, usable[position], -1).astype(np.int64)
    return Snapped(
        node=node,
        metres=metres,
        leg_minutes=np.where(near, metres * rule.leg.minutes_per_m, np.inf),
        island=near & (network.component[node] != network.largest),
    )


def report_snapping(snapped: Snapped, weight: Floats) -> SnapReport:
    """Counts of what snapping did; `weight` (points,) are people or 1 for each venue."""
    metres = snapped.metres[snapped.on_network]
    return SnapReport(
        points=len(snapped.node),
        too_far=int((~snapped.on_network).sum()),
        on_islands=int(snapped.island.sum()),
        median_m=float(np.median(metres)) if len(metres) else float("nan"),
        largest_m=float(metres.max()) if len(metres) else float("nan"),
        weight_too_far=float(weight[~snapped.on_network].sum()),
    )
