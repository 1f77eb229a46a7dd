"""A street network as a sparse graph of minutes, and shortest times over it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.impedance.ground import Points

# Sources searched at once: their rows of distances (x 60,000 nodes: 8 MB) stay near the
# processor, which halves the time of one search from 500 sources.
SOURCES_AT_ONCE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Directed both ways: minutes from start to end and back, infinity where forbidden."""

    start: Ints  # (edges,) node
    end: Ints  # (edges,) node
    minutes: Floats  # (edges,) start -> end
    minutes_back: Floats  # (edges,) end -> start


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nodes, minutes between neighbours in both readings, and connected parts."""

    nodes: Points
    forward: csr_array[np.float64]  # (nodes, nodes) minutes from row to column
    backward: csr_array[np.float64]  # transposed: a search in it runs against the traffic
    component: Ints  # (nodes,) part in which every node reaches every other
    component_size: Ints  # (parts,) nodes of each part

    @property
    def largest(self) -> int:
        """The part with most nodes; others are islands or dead one-way ends."""
        return int(self.component_size.argmax())


def build_network(nodes: Points, edges: Edges) -> Network:
    """Graph of `edges`; of parallel edges the fastest counts, loops count nothing.

    ValueError for minutes that are negative or NaN.
    """
    tail = np.concatenate((edges.start, edges.end))
    head = np.concatenate((edges.end, edges.start))
    minutes = np.concatenate((edges.minutes, edges.minutes_back))
    if np.isnan(minutes).any() or (minutes < 0).any():
        raise ValueError("minutes of edges must not be NaN or negative; forbidden is infinity")
    open_way = np.isfinite(minutes) & (tail != head)
    tail, head, minutes = tail[open_way], head[open_way], minutes[open_way]
    order = np.lexsort((minutes, head, tail))
    tail, head, minutes = tail[order], head[order], minutes[order]
    fastest = np.ones(len(tail), dtype=np.bool_)
    # A sparse matrix would add parallel edges up; the first of each is the fastest.
    fastest[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
    size = len(nodes)
    forward = coo_array(
        (minutes[fastest], (tail[fastest], head[fastest])), shape=(size, size)
    ).tocsr()
    _, component = connected_components(forward, directed=True, connection="strong")
    return Network(
        nodes=nodes,
        forward=forward,
        backward=forward.T.tocsr(),
        component=component.astype(np.int64),
        component_size=np.bincount(component, minlength=1).astype(np.int64),
    )


Way: TypeAlias = Callable[[Network, Ints, float], Floats]
"""(network, venue nodes, limit) -> minutes (venues, nodes); infinity beyond the limit."""


def to_venues(network: Network, venue_nodes: Ints, limit: float) -> Floats:
    """Minutes from every node to the venues: one search per venue against the traffic."""
    return np.asarray(dijkstra(network.backward, indices=venue_nodes, limit=limit))


def from_venues(network: Network, venue_nodes: Ints, limit: float) -> Floats:
    """Minutes from the venues to every node: the way home, or a service that visits."""
    return np.asarray(dijkstra(network.forward, indices=venue_nodes, limit=limit))


def there_and_back(network: Network, venue_nodes: Ints, limit: float) -> Floats:
    """Mean of the way there and the way back, each of which may exceed the limit alone."""
    both = to_venues(network, venue_nodes, 2 * limit) + from_venues(network, venue_nodes, 2 * limit)
    return np.where(both / 2 <= limit, both / 2, np.inf)


def search(network: Network, nodes: Ints, limit: float, way: Way) -> Iterator[tuple[slice, Floats]]:
    """`way` from `nodes` in small parts: (which nodes, minutes (part, all nodes))."""
    for first in range(0, len(nodes), SOURCES_AT_ONCE):
        part = slice(first, min(first + SOURCES_AT_ONCE, len(nodes)))
        yield part, way(network, nodes[part], limit)
