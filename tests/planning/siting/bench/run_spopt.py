"""Runs inside the temporary environment: one model of spopt on the same arrays.

Usage: python run_spopt.py MODEL FILE NEW THRESHOLD SECONDS; prints one line of JSON. Imports
nothing of this project. What its sites are worth is computed here, not taken from it.
"""

import json
import sys
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np


def model_of(name: str, minutes: Any, people: Any, new: int, within: float) -> Any:
    locate = import_module("spopt.locate")
    made = {
        "p-median": lambda: locate.PMedian.from_cost_matrix(minutes, people, new),
        "p-centre": lambda: locate.PCenter.from_cost_matrix(minutes, new),
        "MCLP": lambda: locate.MCLP.from_cost_matrix(minutes, people, within, new),
        "LSCP": lambda: locate.LSCP.from_cost_matrix(minutes, within),
    }
    return made[name]()


def worth(name: str, minutes: Any, people: Any, opened: Any, within: float) -> float:
    near = minutes[:, opened].min(axis=1)
    values = {
        "p-median": (people * near).sum(),
        "p-centre": near.max(),
        "MCLP": people[near <= within].sum(),
        "LSCP": opened.sum() if (near <= within).all() else np.nan,
    }
    return float(values[name])


def peak_megabytes() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024.0
    return float("nan")


def main() -> None:
    name, file, new, within, seconds = sys.argv[1:]
    pulp = import_module("pulp")
    with np.load(file) as world:
        people, minutes = world["people"], world["minutes"]
    wall, cpu = time.perf_counter(), time.process_time()
    opened = np.zeros(minutes.shape[1], dtype=bool)
    try:
        model = model_of(name, minutes, people, int(new), float(within))
        model.solve(pulp.HiGHS(msg=False, timeLimit=float(seconds), threads=1), results=False)
        status = str(pulp.LpStatus[model.problem.status])
        opened = np.array([(site.value() or 0.0) > 0.5 for site in model.fac_vars])
    except Exception as error:  # noqa: BLE001 - whatever stops it is its result
        status = f"{type(error).__name__}: {error}"[:45]
    figures = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "status": status,
        "objective": worth(name, minutes, people, opened, float(within)) if opened.any() else None,
        "sites": int(opened.sum()),
        "megabytes": peak_megabytes(),
        "version": version("spopt"),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
