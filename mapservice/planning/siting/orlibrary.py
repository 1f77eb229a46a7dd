"""OR-Library p-median files (Beasley 1990): read, solved, printed with the proof.

A file is `nodes edges p`, then one `node node cost` per edge of an undirected graph, nodes
from 1. Every node is both a demand of 1 and a candidate; impedance is the shortest path.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from mapservice.planning.siting.clock import Limit
from mapservice.planning.siting.highs import hush
from mapservice.planning.siting.p_center import p_center
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import FloatArray, SitingError
from mapservice.planning.siting.solution import Outcome, Solution

# More nodes than any instance of the library, few enough for a full matrix in memory.
_MOST_NODES = 5_000


@dataclass(frozen=True, eq=False)
class Instance:
    """p: sites to open. impedance: (nodes, nodes) shortest paths, inf between components."""

    p: int
    impedance: FloatArray


def read_instance(path: Path) -> Instance:
    """The instance in the file; SitingError says what is wrong with it."""
    try:
        return parse_instance(path.read_text(encoding="ascii"))
    except UnicodeDecodeError as error:
        raise SitingError(f"{path.name} is not a text file of numbers") from error


def parse_instance(text: str) -> Instance:
    """Numbers in the order of the format, however they are broken into lines."""
    try:
        figures = np.array(text.split(), dtype=np.float64)
    except ValueError as error:
        raise SitingError(f"not a file of numbers: {error}") from error
    if len(figures) < 3 or not np.isfinite(figures).all():
        raise SitingError("the first line must be: nodes edges p")
    nodes, edges, p = figures[:3].tolist()
    if not (nodes.is_integer() and edges.is_integer() and p.is_integer()):
        raise SitingError("nodes, edges and p must be whole numbers")
    if not (1 <= nodes <= _MOST_NODES and edges >= 0 and 1 <= p <= nodes):
        raise SitingError(f"1 <= p <= nodes <= {_MOST_NODES} is needed, not p={p:g}, {nodes:g}")
    if len(figures) != 3 + 3 * int(edges):
        raise SitingError(f"{edges:g} edges announced, {(len(figures) - 3) / 3:g} found")
    return Instance(int(p), _shortest(int(nodes), figures[3:].reshape(-1, 3)))


def _shortest(nodes: int, edges: FloatArray) -> FloatArray:
    """All shortest paths; of an edge listed twice, either way round, the last one counts."""
    ends, cost = edges[:, :2], edges[:, 2]
    if (cost < 0.0).any():
        raise SitingError("costs must be zero or more")
    if not (ends == np.floor(ends)).all() or (ends < 1).any() or (ends > nodes).any():
        raise SitingError(f"edges must join nodes 1 to {nodes}")
    pairs = np.sort(ends.astype(np.intp) - 1, axis=1)
    key = pairs[:, 0] * nodes + pairs[:, 1]
    # np.unique keeps the first of equals, so the list is read backwards.
    _, last = np.unique(key[::-1], return_index=True)
    kept = len(key) - 1 - last
    # Duplicates would be summed by the sparse constructor; zero costs stay explicit entries.
    graph = csr_array((cost[kept], (pairs[kept, 0], pairs[kept, 1])), shape=(nodes, nodes))
    return np.asarray(dijkstra(graph, directed=False), dtype=np.float64)


def _median(instance: Instance, limit: Limit) -> Solution:
    return p_median(None, instance.impedance, instance.p, limit=limit)


def _center(instance: Instance, limit: Limit) -> Solution:
    return p_center(instance.impedance, instance.p, limit=limit)


PROBLEMS: dict[str, Callable[[Instance, Limit], Solution]] = {
    "p-median": _median,
    "p-center": _center,
}


def solve(problem: str, path: Path, limit: Limit = Limit()) -> Solution:  # noqa: B008 - frozen
    """Solve the file as `p-median` or `p-center`; sites are columns from 0.

    Raises SitingError for a file or a problem that is none.
    """
    if problem not in PROBLEMS:
        raise SitingError(f"unknown problem {problem!r}; one of {', '.join(PROBLEMS)}")
    return PROBLEMS[problem](read_instance(path), limit)


def describe(solution: Solution) -> str:
    """Lines of `name: value`; sites are numbered from 1, as in the file."""
    gap = f"{solution.gap:.6%}" if np.isfinite(solution.gap) else "unknown"
    lines = [
        f"problem: {solution.problem}",
        f"status: {solution.status()}",
        f"objective: {solution.objective:.10g}",
        f"bound: {solution.bound:.10g}",
        f"gap: {gap}",
        f"sites: {' '.join(str(site + 1) for site in solution.sites)}",
        f"seconds: {solution.seconds:.2f}",
    ]
    return "\n".join(lines)


@click.command("solve")
@click.argument("problem", type=click.Choice(list(PROBLEMS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seconds",
    type=click.FloatRange(0.0),
    default=600.0,
    show_default=True,
    help="Stop then, with the best answer and its bound.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0.0, 1.0),
    default=0.0,
    show_default=True,
    help="Stop when proven this close to the best; 0.001 is 0.1 %.",
)
def solve_command(problem: str, file: Path, seconds: float, gap: float) -> None:
    """Solve an OR-Library p-median FILE and print objective, bound, gap and sites.

    Exit status 3: the file has no answer at all.
    """
    hush()
    try:
        solution = solve(problem, file, Limit(seconds=seconds, gap=gap))
    except SitingError as error:
        raise click.ClickException(str(error)) from error
    click.echo(describe(solution))
    if solution.outcome is Outcome.INFEASIBLE:
        click.get_current_context().exit(3)
