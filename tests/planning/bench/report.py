"""docs/planning_performance.md: figures of one run, with its date and machine."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.planning.bench.city import CityTimes
from tests.planning.bench.growth import MINUTES, Growth
from tests.planning.bench.measures import RUNS, Comparison, Matrix

PAGE = Path(__file__).parents[3] / "docs" / "planning_performance.md"
NAMES = {"two_step": "2SFCA", "enhanced_two_step": "E2SFCA", "three_step": "3SFCA"}


@dataclass(frozen=True)
class Findings:
    """Everything one run found, and how busy the machine was before it."""

    comparison: Comparison
    matrix: Matrix
    growth: Sequence[Growth]
    city: CityTimes
    size: tuple[int, int]
    load_before: float


def processor() -> str:
    """Name of the processor, as far as the system tells."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---:" if index else "---" for index in range(len(head))], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goal(met: bool) -> str:
    return "met" if met else "MISSED"


def page(found: Findings) -> str:
    """The whole page as Markdown."""
    return (
        "\n\n".join(
            (
                "# How fast the planners' measures are",
                _conditions(found),
                "## Beside PySAL's access",
                _duels(found),
                _raam(found.comparison),
                "## Matrix over streets",
                _matrix(found.matrix),
                "## Growth",
                _growth(found.growth),
                "## The bundled city",
                _city(found.city),
            )
        )
        + "\n"
    )


def _conditions(found: Findings) -> str:
    now = datetime.now(UTC)
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    return (
        "Written by `python -m tests.planning.bench`; no figure is typed by hand. "
        f"Run of {now:%Y-%m-%d %H:%M} UTC on {processor()}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"{libraries}; load average {found.load_before:.1f} when it began. "
        f"Times are the shortest of {RUNS} runs unless said otherwise."
    )


def _duels(found: Findings) -> str:
    demands, venues = found.size
    compared = found.comparison
    rows = [
        (
            NAMES[duel.name],
            f"{duel.ours_s * 1e3:.2f} ms",
            f"{duel.theirs_s * 1e3:.0f} ms",
            f"{duel.factor:.0f} x",
            f"{duel.largest_difference:.1e}",
            goal(duel.factor >= 50 and duel.largest_difference <= 1e-9),
        )
        for duel in compared.duels
    ]
    head = ("measure", "ours", "access", "as fast", "largest difference", "goal: 50 x, 1e-9")
    two_step, cut = compared.duels[0], compared.two_step_cut_theirs_s
    ours, theirs = compared.ours_prepared_s, compared.theirs_prepared_s
    return (
        f"{demands:,} demand points x {venues:,} venues, all {demands * venues:,} pairs given to "
        f"both; access {compared.version} from PyPI in an environment of its own, through its "
        "public class. 2SFCA and E2SFCA reach 30 minutes, 3SFCA 60. The table times the measure "
        "alone. Difference: relative to the largest score."
        f"\n\n{table(head, rows)}\n\n"
        "Each tool holds the pairs in its own form, made once from the matrix of minutes: "
        f"{ours:.2f} s for ours (sorted by minutes), {theirs:.2f} s for the data frame of access. "
        f"A single 2SFCA with that preparation takes {ours + two_step.ours_s:.2f} s against "
        f"{theirs + two_step.theirs_s:.2f} s; the sorting pays from the next question on. Given "
        f"only the pairs within 30 minutes, access needs {cut * 1e3:.0f} ms for 2SFCA "
        f"({cut / two_step.ours_s:.0f} x)."
    )


def _raam(compared: Comparison) -> str:
    result = compared.raam
    return (
        f"RAAM (tau 60 minutes) as a user equilibrium: relative gap {result.relative_gap:.1e} "
        f"(goal 1e-4: {goal(result.converged)}) after {result.rounds} rounds and "
        f"{compared.raam_s:.1f} s, one run. access stops after 150 cycles and "
        f"{compared.raam_theirs_s:.1f} s without stating a gap. Mean cost over people "
        f"{compared.raam_mean_ours:.4f} against {compared.raam_mean_theirs:.4f} (ours: of "
        "everyone's best choice; access: of the choices it assigned; equal at equilibrium)."
    )


def _matrix(found: Matrix) -> str:
    return (
        f"Minutes from all {found.nodes:,} nodes ({found.edges:,} directed edges) to "
        f"{found.venues} venues within {found.limit_minutes:g} minutes on foot: "
        f"{found.seconds:.2f} s, shortest of 3 (goal under 1 s: {goal(found.seconds < 1)}); "
        f"{found.reached:,} cells reached. Made-up streets, one search per venue against the "
        "traffic, one core."
    )


def _growth(sizes: Sequence[Growth]) -> str:
    rows = [
        (
            f"{size.demands:,} x {size.venues:,}",
            f"{size.pairs:,}",
            f"{size.nearest_s:.2f} s",
            f"{size.e2sfca_s:.2f} s",
            f"{size.memory_mb:,.0f} MB",
            f"{size.dense_mb:,.0f} MB",
        )
        for size in sizes
    ]
    head = ("size", "pairs", "nearest", "E2SFCA", "peak memory", "a dense matrix")
    return (
        f"Over the ground, {MINUTES:g} minutes on foot, venues at a constant density, in blocks "
        "of 20,000 demand points; each time includes finding the pairs (twice for E2SFCA). One "
        f"run per size, each in its own process.\n\n{table(head, rows)}"
    )


def _city(found: CityTimes) -> str:
    return (
        f"{found.demand_points:,} demand points, {found.existing} citizen centres as supply, "
        f"{found.candidates} other facilities as candidates. From the city's facts to demand "
        f"points: {found.demand_s:.2f} s. Ranking all single candidates: {found.ranking_s:.2f} s "
        f"(goal under 2 s: {goal(found.ranking_s < 2)}). Sensitivity of that ranking in "
        f"{found.runs} runs: {found.sensitivity_s:.1f} s. One run each."
    )
