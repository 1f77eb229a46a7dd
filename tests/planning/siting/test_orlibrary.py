"""OR-Library files: read as the format says, solved to optima known from structure."""

import itertools
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.siting.orlibrary import parse_instance, solve, solve_command
from mapservice.planning.siting.rules import SitingError
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.bench.graphs import graph_text

Edges = list[tuple[int, int, int]]


def text_of(nodes: int, p: int, edges: Edges) -> str:
    lines = [f" {nodes} {len(edges)} {p}", *(f" {a} {b} {cost}" for a, b, cost in edges)]
    return "\n".join(lines) + "\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "instance.txt"
    path.write_text(text, encoding="ascii")
    return path


def path_graph(nodes: int) -> Edges:
    return [(i, i + 1, 1) for i in range(1, nodes)]


def ring(nodes: int) -> Edges:
    return [*path_graph(nodes), (nodes, 1, 1)]


def star(nodes: int) -> Edges:
    return [(1, i, 2) for i in range(2, nodes + 1)]


def complete(nodes: int) -> Edges:
    return [(a, b, 3) for a, b in itertools.combinations(range(1, nodes + 1), 2)]


def in_segments(nodes: int, p: int) -> int:
    """A path or ring falls into p even stretches; the median of s nodes in a row costs s*s//4."""
    short, longer = divmod(nodes, p)
    return longer * ((short + 1) ** 2 // 4) + (p - longer) * (short**2 // 4)


@pytest.mark.parametrize(("nodes", "p"), [(7, 1), (12, 2), (30, 4), (50, 7), (90, 10)])
@pytest.mark.parametrize("shape", [path_graph, ring])
def test_path_and_ring_have_the_optima_of_even_stretches(
    tmp_path: Path, shape: Callable[[int], Edges], nodes: int, p: int
) -> None:
    file = written(tmp_path, text_of(nodes, p, shape(nodes)))
    median, center = solve("p-median", file), solve("p-center", file)
    assert median.objective == median.bound == in_segments(nodes, p)
    assert center.objective == center.bound == -(-(nodes - p) // (2 * p))


def test_star_and_complete_graph_have_the_optima_of_their_form(tmp_path: Path) -> None:
    hub = written(tmp_path, text_of(20, 3, star(20)))
    assert solve("p-median", hub).objective == 17 * 2
    assert 0 in solve("p-median", hub).sites
    assert solve("p-center", hub).objective == 2
    alike = written(tmp_path, text_of(15, 4, complete(15)))
    assert solve("p-median", alike).objective == 11 * 3
    assert solve("p-center", alike).objective == 3


@given(st.integers(0, 2**31), st.integers(4, 11), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_random_files_have_the_least_of_all_choices(seed: int, nodes: int, p: int) -> None:
    source = np.random.default_rng(seed)
    pairs = source.integers(1, nodes + 1, (3 * nodes, 2)).tolist()
    chain = [(i, i + 1) for i in range(1, nodes)]
    edges = [(a, b, int(source.integers(0, 30))) for a, b in [*chain, *pairs]]
    shortest = by_matrix(nodes, edges)
    assert np.array_equal(parse_instance(text_of(nodes, p, edges)).impedance, shortest)
    medians, radii = [], []
    for sites in itertools.combinations(range(nodes), p):
        near = shortest[:, sites].min(axis=1)
        medians.append(near.sum())
        radii.append(near.max())
    with TemporaryDirectory() as folder:
        file = written(Path(folder), text_of(nodes, p, edges))
        assert solve("p-median", file).objective == min(medians)
        assert solve("p-center", file).objective == min(radii)


def by_matrix(nodes: int, edges: Edges) -> np.ndarray:
    """Beasley's recipe: write both entries of a matrix, later edges over earlier; then Floyd."""
    cost = np.full((nodes, nodes), np.inf)
    for a, b, length in edges:
        cost[a - 1, b - 1] = cost[b - 1, a - 1] = length
    np.fill_diagonal(cost, 0.0)
    for middle in range(nodes):
        cost = np.minimum(cost, cost[:, middle, None] + cost[None, middle])
    return cost


def test_of_an_edge_listed_twice_the_last_counts_either_way_round() -> None:
    twice = text_of(2, 1, [(1, 2, 9), (2, 1, 4)])
    assert parse_instance(twice).impedance[0, 1] == 4.0
    assert parse_instance(text_of(2, 1, [(1, 2, 4), (1, 2, 9)])).impedance[1, 0] == 9.0


def test_an_edge_of_no_length_joins_its_ends() -> None:
    assert parse_instance(text_of(3, 1, [(1, 2, 0), (2, 3, 5)])).impedance[0, 2] == 5.0


def test_parts_without_a_way_between_them_need_a_site_each(tmp_path: Path) -> None:
    apart = [(1, 2, 1), (3, 4, 1)]
    one = solve("p-median", written(tmp_path, text_of(4, 1, apart)))
    assert one.outcome is Outcome.INFEASIBLE
    two = solve("p-median", written(tmp_path, text_of(4, 2, apart)))
    assert two.objective == 2.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 2",
        "x 1 1",
        "3 1 1\n1 2",
        "3 2 1\n1 2 5",
        "3 1 4\n1 2 5",
        "3 1 0\n1 2 5",
        "3 1 1\n1 4 5",
        "3 1 1\n0 2 5",
        "3 1 1\n1 2 -5",
        "3 1 1\n1 2 nan",
        "3 1 1\n1 2 inf",
        "3 1 1\n1 2.5 5",
        "3.5 1 1\n1 2 5",
        "99999999 0 1",
        "-1 0 1",
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    outcome = CliRunner().invoke(solve_command, ["p-median", str(written(tmp_path, text))])
    assert outcome.exit_code == 1
    assert outcome.output.startswith("Error: ")
    assert "Traceback" not in outcome.output
    with pytest.raises(SitingError):
        parse_instance(text)


def test_a_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    path.write_bytes("藤沢".encode("cp932"))
    with pytest.raises(SitingError):
        solve("p-median", path)
    with pytest.raises(SitingError):
        solve("p-hub", written(tmp_path, text_of(2, 1, [(1, 2, 1)])))


def test_the_command_prints_objective_bound_gap_and_sites(tmp_path: Path) -> None:
    file = written(tmp_path, text_of(7, 1, path_graph(7)))
    printed = CliRunner().invoke(solve_command, ["p-median", str(file)])
    lines = dict(line.split(": ", 1) for line in printed.output.splitlines())
    assert printed.exit_code == 0
    assert (lines["objective"], lines["bound"], lines["sites"]) == ("12", "12", "4")
    assert lines["gap"] == "0.000000%"
    assert lines["status"] == "proven optimal"


def test_the_command_says_by_its_exit_status_that_there_is_no_answer(tmp_path: Path) -> None:
    file = written(tmp_path, text_of(3, 1, [(1, 2, 1)]))
    printed = CliRunner().invoke(solve_command, ["p-center", str(file)])
    assert printed.exit_code == 3
    assert "impossible" in printed.output


@pytest.mark.parametrize(("nodes", "p"), [(100, 5), (100, 33), (200, 10)])
def test_graphs_of_the_library_sizes_are_proven(tmp_path: Path, nodes: int, p: int) -> None:
    file = written(tmp_path, graph_text(nodes, p, seed=nodes + p))
    median, center = solve("p-median", file), solve("p-center", file)
    assert median.outcome is center.outcome is Outcome.OPTIMAL
    assert median.objective == median.bound
    assert len(median.sites) == len(center.sites) == p
    rows = np.loadtxt(file, skiprows=1, dtype=int)
    shortest = by_matrix(nodes, [(a, b, length) for a, b, length in rows.tolist()])
    assert shortest[:, list(median.sites)].min(axis=1).sum() == median.objective
    assert shortest[:, list(center.sites)].min(axis=1).max() == center.objective
