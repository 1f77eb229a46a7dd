"""Our measures timed on one input, and compared with what access found."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mapservice.planning.arrays import Floats
from mapservice.planning.decay import LUO_QI_SLOW, WAN_3SFCA, steps
from mapservice.planning.impedance.pairs import pairs_from_dense
from mapservice.planning.impedance.travel import matrix_to_nodes
from mapservice.planning.measures.floating_catchment import (
    enhanced_two_step,
    three_step,
    two_step,
)
from mapservice.planning.measures.rational_agents import Equilibrium, rational_agents
from tests.planning.bench.peers import run_script
from tests.planning.bench.worlds import Square, city_streets, square

RUNS = 9
SCRIPT = Path(__file__).with_name("run_access.py")


def best_of(runs: int, work: Callable[[], Floats]) -> tuple[float, Floats]:
    """Shortest of several runs in seconds, and the last result."""
    times, result = [], np.empty(0)
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


@dataclass(frozen=True)
class Duel:
    """One measure by both, on the same input."""

    name: str
    ours_s: float
    theirs_s: float
    largest_difference: float  # relative to the largest score

    @property
    def factor(self) -> float:
        return self.theirs_s / self.ours_s


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything measured beside access."""

    version: str
    ours_prepared_s: float  # minutes matrix -> pairs
    theirs_prepared_s: float  # minutes matrix -> data frame
    duels: tuple[Duel, ...]
    two_step_cut_theirs_s: float  # 2SFCA when access is given only the pairs within reach
    raam: Equilibrium
    raam_s: float
    raam_theirs_s: float
    raam_mean_ours: float
    raam_mean_theirs: float


def compare_with_access(python: Path, demands: int, venues: int) -> Comparison:
    """2SFCA, E2SFCA, 3SFCA and RAAM at `demands` x `venues`, all pairs given to both."""
    world = square(demands, venues)
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.npz"), Path(folder, "out.npz")
        np.savez(source, minutes=world.minutes, people=world.people, supply=world.supply)
        run_script(python, SCRIPT, str(source), str(target), str(RUNS))
        with np.load(target) as found:
            theirs = {name: found[name] for name in found.files}
    return _compared(world, theirs)


def _compared(world: Square, theirs: dict[str, Floats]) -> Comparison:
    start = time.perf_counter()
    pairs = pairs_from_dense(world.minutes)
    prepared = time.perf_counter() - start
    people, supply = world.people, world.supply
    tasks: dict[str, Callable[[], Floats]] = {
        "two_step": lambda: two_step(pairs, people, supply, 30).score,
        "enhanced_two_step": lambda: (
            enhanced_two_step(pairs, people, supply, steps(LUO_QI_SLOW)).score
        ),
        "three_step": lambda: three_step(pairs, people, supply, steps(WAN_3SFCA)).score,
    }
    duels = []
    for name, work in tasks.items():
        seconds, score = best_of(RUNS, work)
        difference = np.abs(score - np.nan_to_num(theirs[name])).max() / score.max()
        duels.append(Duel(name, seconds, float(theirs[f"{name}_seconds"]), float(difference)))
    start = time.perf_counter()
    equilibrium = rational_agents(pairs, people, supply)
    raam_s = time.perf_counter() - start
    return Comparison(
        version=str(theirs["version"]),
        ours_prepared_s=prepared,
        theirs_prepared_s=float(theirs["prepared"]),
        duels=tuple(duels),
        two_step_cut_theirs_s=float(theirs["two_step_cut_seconds"]),
        raam=equilibrium,
        raam_s=raam_s,
        raam_theirs_s=float(theirs["raam_seconds"]),
        raam_mean_ours=float(np.average(equilibrium.cost, weights=people)),
        raam_mean_theirs=float(np.average(theirs["raam"], weights=people)),
    )


@dataclass(frozen=True)
class Matrix:
    """An origin-destination matrix over streets."""

    nodes: int
    edges: int
    venues: int
    limit_minutes: float
    seconds: float
    reached: int  # cells within the limit


def street_matrix(venues: int = 500, limit_minutes: float = 30.0) -> Matrix:
    """Minutes from all nodes of a made-up city to `venues`, best of three."""
    network = city_streets()
    chosen = np.random.default_rng(2).choice(len(network.nodes), venues, replace=False)
    seconds, minutes = best_of(3, lambda: matrix_to_nodes(network, chosen, limit_minutes))
    return Matrix(
        nodes=len(network.nodes),
        edges=network.forward.nnz,
        venues=venues,
        limit_minutes=limit_minutes,
        seconds=seconds,
        reached=int((minutes <= limit_minutes).sum()),
    )
