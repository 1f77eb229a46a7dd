"""One question in a process of its own, so that its peak memory is its own.

Usage: python -m tests.planning.siting.bench.case MODEL FILE NEW THRESHOLD SECONDS GAP RUNS
FILE holds the arrays people and minutes; prints one line of JSON.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mapservice.planning.siting.backup import backup_coverage
from mapservice.planning.siting.capacitated import split_capacitated_p_median
from mapservice.planning.siting.clock import Limit
from mapservice.planning.siting.covering import lscp, mclp
from mapservice.planning.siting.highs import hush
from mapservice.planning.siting.orlibrary import solve
from mapservice.planning.siting.p_center import p_center
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import FloatArray
from mapservice.planning.siting.solution import Solution

Ask = Callable[[FloatArray, FloatArray, int, float, Limit], Solution]


def _room(people: FloatArray, minutes: FloatArray, new: int) -> FloatArray:
    """Places that hold together a third more than there are people."""
    return np.full(minutes.shape[1], people.sum() * 4.0 / 3.0 / new)


MODELS: dict[str, Ask] = {
    "p-median": lambda people, minutes, new, _, limit: p_median(people, minutes, new, limit=limit),
    "p-centre": lambda _, minutes, new, __, limit: p_center(minutes, new, limit=limit),
    "MCLP": lambda people, minutes, new, within, limit: mclp(
        people, minutes, within, new, limit=limit
    ),
    "LSCP": lambda _, minutes, __, within, limit: lscp(minutes, within, limit=limit),
    "backup coverage": lambda people, minutes, new, within, limit: backup_coverage(
        people, minutes, within, new, limit=limit
    ),
    "capacitated": lambda people, minutes, new, _, limit: split_capacitated_p_median(
        people, minutes, _room(people, minutes, new), new, limit=limit
    ),
}


def peak_megabytes() -> float:
    """Peak of resident memory; getrusage would tell the parent's where that is larger."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024.0
    return float("nan")


def main() -> None:
    model, file, *rest = sys.argv[1:]
    new, runs = int(rest[0]), int(rest[4])
    within, limit = float(rest[1]), Limit(seconds=float(rest[2]), gap=float(rest[3]))
    hush()
    walls, busy = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        if model in MODELS:
            with np.load(file) as world:
                people, minutes = world["people"], world["minutes"]
            wall, cpu = time.perf_counter(), time.process_time()
            found = MODELS[model](people, minutes, new, within, limit)
        else:
            found = solve(model.removeprefix("OR-Library "), Path(file), limit)
        walls.append(time.perf_counter() - wall)
        busy.append(time.process_time() - cpu)
    figures = {
        "wall": statistics.median(walls),
        "cpu": statistics.median(busy),
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "status": found.status(),
        "sites": len(found.sites),
        "megabytes": peak_megabytes(),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
