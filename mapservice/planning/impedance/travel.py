"""Travel over a network between snapped demand and venues, door to door."""

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.impedance.network import Network, Way, search, to_venues
from mapservice.planning.impedance.pairs import Frame, Pairs, pairs_from_triplets
from mapservice.planning.impedance.snapping import Snapped


def network_pairs(
    network: Network, demand: Snapped, venues: Snapped, limit_minutes: float, way: Way = to_venues
) -> Pairs:
    """Pairs within the limit, with the legs from door to street at both ends.

    Points that are off the network have no pair: they are unreachable, and
    `snapping.report_snapping` says how many they are. The cut is `<=`, on unrounded minutes.
    """
    nodes, venue_of_node = np.unique(venues.node[venues.on_network], return_inverse=True)
    venue_index = np.flatnonzero(venues.on_network)
    demand_index = np.flatnonzero(demand.on_network)
    rows, columns, minutes = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    for part, reached in search(network, nodes, limit_minutes, way):
        at_demand = reached[:, demand.node[demand_index]] + demand.leg_minutes[demand_index]
        here = (venue_of_node >= part.start) & (venue_of_node < part.stop)
        for venue in np.flatnonzero(here):
            total = at_demand[venue_of_node[venue] - part.start]
            total = total + venues.leg_minutes[venue_index[venue]]
            near = np.flatnonzero((total <= limit_minutes) & np.isfinite(total))
            rows.append(demand_index[near])
            columns.append(np.full(len(near), venue_index[venue]))
            minutes.append(total[near])
    frame = Frame(len(demand.node), len(venues.node), limit_minutes)
    return pairs_from_triplets(
        np.concatenate(rows), np.concatenate(columns), np.concatenate(minutes), frame
    )


def matrix_to_nodes(
    network: Network, venue_nodes: Ints, limit_minutes: float, way: Way = to_venues
) -> Floats:
    """Minutes between venues and all nodes, (venues, nodes), infinity beyond the limit.

    Dense: 8 bytes for each cell. For demand points use `network_pairs`.
    """
    result = np.empty((len(venue_nodes), len(network.nodes)))
    for part, reached in search(network, venue_nodes, limit_minutes, way):
        result[part] = reached
    return result


def nearest_on_network(network: Network, demand: Snapped, venues: Snapped) -> Floats:
    """Minutes from each demand point to its nearest venue (demands,), without any limit.

    One search from all venues at once against the traffic; infinity where none is reached.
    """
    result = np.full(len(demand.node), np.inf)
    on = venues.on_network
    if on.any():
        source = len(network.nodes)
        graph = _with_source(network.backward, venues.node[on], venues.leg_minutes[on])
        reached = np.asarray(dijkstra(graph, indices=np.array([source])))[0]
        here = demand.on_network
        result[here] = reached[demand.node[here]] + demand.leg_minutes[here]
    return result


def _with_source(
    graph: csr_array[np.float64], nodes: Ints, minutes: Floats
) -> csr_array[np.float64]:
    """`graph` with one node more, from which edges of `minutes` lead to `nodes`."""
    source = graph.shape[0]
    order = np.lexsort((minutes, nodes))
    target, first = np.unique(nodes[order], return_index=True)
    inner = graph.tocoo()
    row, column = inner.coords
    weight = minutes[order][first]
    return coo_array(
        (
            np.concatenate((inner.data, weight)),
            (
                np.concatenate((row, np.full(len(target), source))),
                np.concatenate((column, target)),
            ),
        ),
        shape=(source + 1, source + 1),
    ).tocsr()
