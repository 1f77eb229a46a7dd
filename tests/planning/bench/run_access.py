"""Runs inside the temporary environment: access on the same input, timed the same way.

Usage: python run_access.py INPUT.npz OUTPUT.npz. Imports nothing of this project.
"""

import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")  # access warns about its own use of pandas


def best_of(runs: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """Shortest of several runs in seconds, and the last result."""
    times: list[float] = []
    result: Any = None
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def main(source: str, target: str, runs: int) -> None:
    peer = import_module("access")  # not installed where this file is checked
    world = np.load(source)
    minutes, people, supply = world["minutes"], world["people"], world["supply"]
    demands, venues = minutes.shape
    start = time.perf_counter()
    cost = pd.DataFrame(
        {
            "origin": np.repeat(np.arange(demands), venues),
            "dest": np.tile(np.arange(venues), demands),
            "cost": minutes.ravel(),
        }
    )
    prepared = time.perf_counter() - start
    index = {"demand_index": "geoid", "supply_index": "geoid"}
    columns = {"cost_origin": "origin", "cost_dest": "dest", "cost_name": "cost"}

    def ready(costs: pd.DataFrame) -> Any:
        return peer.Access(
            pd.DataFrame({"geoid": range(demands), "demand": people.astype(int)}),
            "demand",
            supply_df=pd.DataFrame({"geoid": range(venues), "supply": supply.astype(int)}),
            supply_value="supply",
            cost_df=costs,
            **index,
            **columns,
        )

    access, near = ready(cost), ready(cost[cost["cost"] <= 30].reset_index(drop=True))
    e2 = peer.weights.step_fn({10: 1.0, 20: 0.68, 30: 0.22})
    wan = peer.weights.step_fn({10: 0.962, 20: 0.704, 30: 0.377, 60: 0.042})
    found: dict[str, Any] = {"version": version("access"), "prepared": prepared}

    def measure(name: str, times: int, work: Callable[[str], Any]) -> None:
        columns = iter([f"{name}{number}" for number in range(times)])
        seconds, table = best_of(times, lambda: work(next(columns)))
        found[f"{name}_seconds"] = seconds
        found[name] = table[f"{name}{times - 1}_supply"].reindex(range(demands)).to_numpy()

    measure("two_step", runs, lambda x: access.two_stage_fca(name=x, max_cost=30))
    measure("two_step_cut", runs, lambda x: near.two_stage_fca(name=x, max_cost=30))
    measure(
        "enhanced_two_step",
        runs,
        lambda x: access.enhanced_two_stage_fca(name=x, max_cost=30, weight_fn=e2),
    )
    measure(
        "three_step", runs, lambda x: access.three_stage_fca(name=x, max_cost=60, weight_fn=wan)
    )
    measure("raam", 1, lambda x: access.raam(name=x, tau=60))
    np.savez(target, **found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
