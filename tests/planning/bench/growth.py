"""How time and memory grow: one size per process, so that each has its own peak of memory.

Usage inside: python -m tests.planning.bench.growth DEMANDS VENUES
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from mapservice.planning.decay import gaussian
from mapservice.planning.impedance.ground import STRAIGHT_LINE, WALK_KM_H, Pace, ground_pairs
from mapservice.planning.measures.floating_catchment import enhanced_two_step
from mapservice.planning.measures.nearest import nearest_minutes
from tests.planning.bench.worlds import scattered

SIZES = ((1_000, 100), (10_000, 1_000), (100_000, 10_000), (1_000_000, 100_000))
MINUTES = 15.0


@dataclass(frozen=True)
class Growth:
    """Cost of one size."""

    demands: int
    venues: int
    pairs: int
    nearest_s: float
    e2sfca_s: float
    memory_mb: float  # peak above the process before any data
    dense_mb: float  # what a dense matrix of minutes would take


def peak_mb() -> float:
    """Largest resident memory of this process (Linux).

    Not getrusage: its maximum is inherited from the parent process.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def grow(demands: int, venues: int) -> Growth:
    """Nearest minutes and E2SFCA (Gaussian, 15 minutes on foot) over the ground, in blocks."""
    before = peak_mb()
    rng = np.random.default_rng(3)
    people, supply = rng.integers(1, 200, demands).astype(np.float64), np.ones(venues)
    pace = Pace(WALK_KM_H, STRAIGHT_LINE)
    points = scattered(demands, venues, 4), scattered(venues, venues, 5)
    pairs = ground_pairs(*points, pace, MINUTES, block_rows=20_000)
    start = time.perf_counter()
    nearest_minutes(pairs)
    middle = time.perf_counter()
    enhanced_two_step(pairs, people, supply, gaussian(MINUTES))
    end = time.perf_counter()
    return Growth(
        demands=demands,
        venues=venues,
        pairs=sum(len(block.minutes) for block in pairs.blocks()),
        nearest_s=middle - start,
        e2sfca_s=end - middle,
        memory_mb=peak_mb() - before,
        dense_mb=demands * venues * 8 / 2**20,
    )


def growth(sizes: tuple[tuple[int, int], ...] = SIZES) -> list[Growth]:
    """Every size in a process of its own."""
    found = []
    for demands, venues in sizes:
        command = [sys.executable, "-m", __name__, str(demands), str(venues)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(Growth(**json.loads(done.stdout)))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(grow(int(sys.argv[1]), int(sys.argv[2])))))
