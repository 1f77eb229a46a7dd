"""Networks: shortest times, one-way streets, islands and points too far from any street."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.impedance.ground import Points
from mapservice.planning.impedance.network import (
    Edges,
    Network,
    build_network,
    from_venues,
    there_and_back,
    to_venues,
)
from mapservice.planning.impedance.snapping import SnapRules, report_snapping, snap
from mapservice.planning.impedance.travel import (
    matrix_to_nodes,
    nearest_on_network,
    network_pairs,
)
from mapservice.planning.measures.nearest import nearest_minutes

EVERY_SCRAP = SnapRules(max_m=50, least_nodes=1)
INF = np.inf


def network(edges: list[tuple[int, int, float, float]], size: int) -> Network:
    """Nodes 0.001 degrees of longitude (91 m) apart on the equator of nobody's city."""
    start, end, minutes, back = (np.array(column) for column in zip(*edges, strict=True))
    nodes = at(*range(size))
    return build_network(nodes, Edges(start, end, minutes.astype(float), back.astype(float)))


def at(*node: float) -> Points:
    lon = np.array([139.0 + 0.001 * number for number in node])
    return Points(lon, np.full(len(node), 35.0))


def test_shortest_way_by_hand() -> None:
    graph = network([(0, 1, 4, 4), (1, 2, 4, 4), (0, 2, 10, 10)], 3)
    assert matrix_to_nodes(graph, np.array([2]), INF).tolist() == [[8, 4, 0]]


def test_of_parallel_streets_the_fastest_counts_and_they_never_add_up() -> None:
    graph = network([(0, 1, 5, 5), (0, 1, 3, 3), (1, 0, 9, 2)], 2)
    assert matrix_to_nodes(graph, np.array([1]), INF)[0, 0] == 2
    assert matrix_to_nodes(graph, np.array([0]), INF)[0, 1] == 3


def test_two_nodes_at_one_place_stay_connected() -> None:
    graph = network([(0, 1, 0, 0), (1, 2, 1, 1)], 3)
    assert matrix_to_nodes(graph, np.array([2]), INF)[0, 0] == 1


def test_one_way_street_makes_the_way_back_longer() -> None:
    # 0 -> 1 takes 1 minute, back only by way of 2
    graph = network([(0, 1, 1, INF), (1, 2, 2, 2), (2, 0, 2, 2)], 3)
    demand, venue = snap(at(0), graph, EVERY_SCRAP), snap(at(1), graph, EVERY_SCRAP)
    times = [
        network_pairs(graph, demand, venue, 60, way).minutes.tolist()
        for way in (to_venues, from_venues, there_and_back)
    ]
    assert times == [[1], [4], [2.5]]


def test_there_and_back_is_cut_on_the_mean_although_one_way_is_longer() -> None:
    graph = network([(0, 1, 1, INF), (1, 2, 2, 2), (2, 0, 2, 2)], 3)
    demand, venue = snap(at(0), graph, EVERY_SCRAP), snap(at(1), graph, EVERY_SCRAP)
    assert network_pairs(graph, demand, venue, 2.5, there_and_back).minutes.tolist() == [2.5]
    assert network_pairs(graph, demand, venue, 2.4, there_and_back).minutes.tolist() == []


def test_island_is_unreachable_at_infinity_and_reported() -> None:
    graph = network([(0, 1, 1, 1), (1, 2, 1, 1), (3, 4, 1, 1)], 5)
    demand, venue = snap(at(0, 3), graph, EVERY_SCRAP), snap(at(2), graph, EVERY_SCRAP)
    assert network_pairs(graph, demand, venue, 600).to_dense().tolist() == [[2], [INF]]
    assert nearest_on_network(graph, demand, venue).tolist() == [2, INF]
    report = report_snapping(demand, np.array([10.0, 20.0]))
    assert (report.on_islands, report.too_far, report.weight_too_far) == (1, 0, 0)


def test_scraps_of_street_do_not_catch_points() -> None:
    graph = network([(0, 1, 1, 1), (1, 2, 1, 1), (3, 4, 1, 1)], 5)
    snapped = snap(at(3), graph, SnapRules(max_m=500, least_nodes=3))
    assert snapped.node.tolist() == [2]


def test_a_point_far_from_any_street_is_unreachable_and_counted() -> None:
    graph = network([(0, 1, 1, 1)], 2)
    demand = snap(at(0, 50), graph, EVERY_SCRAP)
    venue = snap(at(1), graph, EVERY_SCRAP)
    assert demand.node.tolist() == [0, -1]
    assert network_pairs(graph, demand, venue, 60).to_dense()[1, 0] == INF
    assert nearest_on_network(graph, demand, venue)[1] == INF
    report = report_snapping(demand, np.array([10.0, 20.0]))
    assert (report.too_far, report.weight_too_far) == (1, 20)
    assert demand.metres[1] > 4000


def test_a_network_of_scraps_alone_snaps_nothing() -> None:
    graph = network([(0, 1, 1, 1)], 2)
    snapped = snap(at(0), graph, SnapRules(least_nodes=3))
    assert snapped.node.tolist() == [-1]
    assert np.isnan(report_snapping(snapped, np.ones(1)).median_m)


def test_the_walk_from_the_door_to_the_street_counts_at_both_ends() -> None:
    graph = network([(0, 1, 1, 1)], 2)
    door = Points(np.array([139.0]), np.array([35.0003]))  # 33 m beside node 0
    demand, venue = snap(door, graph, EVERY_SCRAP), snap(at(1), graph, EVERY_SCRAP)
    assert network_pairs(graph, demand, venue, 60).minutes == pytest.approx(
        [1 + 33.28 / 80], abs=0.001
    )


def test_threshold_is_inclusive_and_not_rounded() -> None:
    graph = network([(0, 1, 15, 15), (1, 2, 1e-12, 1e-12)], 3)
    demand, venue = snap(at(0), graph, EVERY_SCRAP), snap(at(1, 2), graph, EVERY_SCRAP)
    assert network_pairs(graph, demand, venue, 15).venue.tolist() == [0]


def test_two_venues_at_one_node_both_have_pairs() -> None:
    graph = network([(0, 1, 1, 1)], 2)
    demand, venue = snap(at(0), graph, EVERY_SCRAP), snap(at(1, 0, 1), graph, EVERY_SCRAP)
    assert network_pairs(graph, demand, venue, 60).to_dense().tolist() == [[1, 0, 1]]


@pytest.mark.parametrize("minutes", [-1.0, np.nan])
def test_edges_without_sense_are_refused(minutes: float) -> None:
    with pytest.raises(ValueError, match="forbidden is infinity"):
        network([(0, 1, minutes, 1)], 2)


def floyd(size: int, edges: list[tuple[int, int, float, float]]) -> list[list[float]]:
    best = np.full((size, size), INF)
    np.fill_diagonal(best, 0)
    for start, end, minutes, back in edges:
        best[start, end] = min(best[start, end], minutes)
        best[end, start] = min(best[end, start], back)
    for middle in range(size):
        best = np.minimum(best, best[:, [middle]] + best[[middle]])
    rows: list[list[float]] = best.tolist()
    return rows


edge = st.tuples(
    st.integers(0, 7), st.integers(0, 7), st.integers(1, 20).map(float),
    st.one_of(st.just(INF), st.integers(1, 20).map(float)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(edge, min_size=1, max_size=25))
def test_every_time_equals_a_plain_search_of_all_ways(
    edges: list[tuple[int, int, float, float]],
) -> None:
    graph = network(edges, 8)
    every = snap(at(*range(8)), graph, EVERY_SCRAP)
    expected = np.array(floyd(8, edges))
    assert network_pairs(graph, every, every, INF).to_dense() == pytest.approx(expected)
    near = np.where(expected <= 9, expected, INF)
    assert network_pairs(graph, every, every, 9).to_dense() == pytest.approx(near)
    some = snap(at(2, 5), graph, EVERY_SCRAP)
    assert nearest_on_network(graph, every, some) == pytest.approx(
        nearest_minutes(network_pairs(graph, every, some, INF)), abs=1e-6
    )
