"""What the figures about a million venues are written as."""

import os
import platform
import statistics
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GOAL_MS: Final = 50
INTRODUCTION: Final = """# How fast a million venues are searched

Written by `python -m tests.bench.venues`; no figure is typed by hand. {when} on {machine}, load
average {load:.1f} when it began and {load_after:.1f} at the end. {rows:,} sample venues (見本) in
five layers, spread over one degree; loading with all indexes took {loading:.0f} s, the tables and
indexes hold {size}. The scratch cluster has the service's own configuration, and questions are
asked in the role of the web.

A question is what one request asks of the database: a look at a sample of the table, the
counts (up to 1,000), and one page of 20 venues. Milliseconds, with other values each time:
at the client, over the socket, with the making of the statements; and what the database's
process spent on a processor (`/proc/<pid>/schedstat`), which other programs of the machine do not
lengthen. The goal is for the time in the database: under {goal} ms of processor time at the 95th
percentile.
"""


@dataclass(frozen=True)
class Cost:
    """Milliseconds: at the client, of each of its statements, and of the server's processor."""

    client: float
    parts: tuple[float, ...]
    processor: float


@dataclass(frozen=True)
class Timed:
    """What the questions of one kind cost."""

    name: str
    costs: list[Cost]
    slowest: str

    def row(self) -> str:
        clients = [cost.client for cost in self.costs]
        high = percentile(clients, 0.95)
        same = len({len(cost.parts) for cost in self.costs}) == 1
        parts = " / ".join(
            f"{percentile(list(part), 0.95):.0f}"
            for part in (zip(*(cost.parts for cost in self.costs), strict=True) if same else ())
        )
        processor = percentile([cost.processor for cost in self.costs], 0.95)
        met = "met" if processor < GOAL_MS else f"**missed**: `{self.slowest}`"
        return (
            f"| {self.name} | {statistics.median(clients):.1f} | {high:.1f} | {max(clients):.1f} |"
            f" {parts} | {processor:.1f} | {met} |"
        )


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def describe_machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}"


def table(title: str, timed: list[Timed]) -> str:
    head = (
        "| question | median | 95 % | slowest | sample / counts / page, 95 % each"
        " | processor, 95 % | goal |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    )
    rows = "\n".join(each.row() for each in timed)
    return f"## {title}\n\n{head}\n{rows}\n"
