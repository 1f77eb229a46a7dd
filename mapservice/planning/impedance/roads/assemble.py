"""Ways with tags and corners -> a network of minutes for one mode."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.impedance.ground import Points, arc_of_chord, cartesian
from mapservice.planning.impedance.network import Edges, Network, build_network
from mapservice.planning.impedance.roads.rules import Mode, Tags, speeds


@dataclass(frozen=True, slots=True, eq=False)
class RoadWay:
    """One way: ways meet where they share a corner's key, and nowhere else."""

    tags: Tags
    key: Ints  # (corners,) identity of each corner, such as OpenStreetMap's node number
    lon: Floats  # (corners,) degrees
    lat: Floats  # (corners,)


@dataclass(frozen=True, slots=True)
class Hills:
    """Heights, and what a grade does to speed (`slope.tobler`)."""

    height_m: Callable[[Points], Floats]  # (n,) metres; NaN where unknown: taken as flat
    speed_factor: Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class _Segments:
    """Straight pieces between neighbouring corners, with speeds along and against."""

    start: Ints  # (segments,) key
    end: Ints  # (segments,) key
    along: Floats  # (segments,) km/h, 0: forbidden
    against: Floats  # (segments,)
    corner: Ints  # (corners,) keys of all corners, with repetitions
    lon: Floats  # (corners,)
    lat: Floats  # (corners,)


def _segments(ways: Iterable[RoadWay], mode: Mode) -> _Segments:
    used = [(way, *speeds(way.tags, mode)) for way in ways if len(way.key) > 1]
    used = [(way, along, against) for way, along, against in used if along > 0 or against > 0]
    if not used:
        raise ValueError(f"no way in the file is open to {mode.name}")
    pieces = np.array([len(way.key) - 1 for way, _, _ in used])
    return _Segments(
        start=np.concatenate([way.key[:-1] for way, _, _ in used]),
        end=np.concatenate([way.key[1:] for way, _, _ in used]),
        along=np.repeat(np.array([along for _, along, _ in used]), pieces),
        against=np.repeat(np.array([against for _, _, against in used]), pieces),
        corner=np.concatenate([way.key for way, _, _ in used]),
        lon=np.concatenate([way.lon for way, _, _ in used]),
        lat=np.concatenate([way.lat for way, _, _ in used]),
    )


def assemble_network(
    ways: Iterable[RoadWay], mode: Mode, *, longest_m: float = 100.0, hills: Hills | None = None
) -> Network:
    """Network of the ways open to `mode`; minutes from ground length and speed.

    Pieces longer than `longest_m` get nodes in between, so that a point beside a long straight
    street finds a node near it. ValueError when no way is open to the mode.
    """
    found = _segments(ways, mode)
    key, position = np.unique(found.corner, return_index=True)
    nodes = Points(found.lon[position], found.lat[position])
    start, end = np.searchsorted(key, found.start), np.searchsorted(key, found.end)
    xyz = cartesian(nodes)
    metres = arc_of_chord(np.linalg.norm(xyz[end] - xyz[start], axis=1))
    along, against = found.along, found.against
    if hills is not None:
        height = hills.height_m(nodes)
        grade = np.nan_to_num((height[end] - height[start]) / np.maximum(metres, 1.0))
        along = along * hills.speed_factor(grade)
        against = against * hills.speed_factor(-grade)
    pieces = np.maximum(np.ceil(metres / longest_m), 1).astype(np.int64)
    nodes, tail, head = _divide(nodes, start, end, pieces)
    each = np.repeat(metres / pieces, pieces) * 60.0 / 1000.0
    with np.errstate(divide="ignore"):
        there, back = each / np.repeat(along, pieces), each / np.repeat(against, pieces)
    # A piece of no length on a closed side is 0 / 0: closed.
    return build_network(nodes, Edges(tail, head, _closed(there), _closed(back)))


def _closed(minutes: Floats) -> Floats:
    return np.where(np.isnan(minutes), np.inf, minutes)


def _divide(nodes: Points, start: Ints, end: Ints, pieces: Ints) -> tuple[Points, Ints, Ints]:
    """Put `pieces - 1` new nodes on each segment; tails and heads of all pieces."""
    segment = np.repeat(np.arange(len(pieces)), pieces)
    place = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    inner = place > 0  # every piece but the first begins at a new node
    share = place[inner] / pieces[segment[inner]]
    first, last = start[segment[inner]], end[segment[inner]]
    new = np.full(len(segment), -1, dtype=np.int64)
    new[inner] = len(nodes) + np.arange(int(inner.sum()))
    tail = np.where(inner, new, start[segment])
    head = np.concatenate((new[1:], [-1]))
    head = np.where(head >= 0, head, end[segment])
    points = Points(
        np.concatenate((nodes.lon, nodes.lon[first] * (1 - share) + nodes.lon[last] * share)),
        np.concatenate((nodes.lat, nodes.lat[first] * (1 - share) + nodes.lat[last] * share)),
    )
    return points, tail, head
