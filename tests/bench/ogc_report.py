"""The page that the measurement writes: docs/performance.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.ogc_load import Measured

PAGE: Final = Path(__file__).parents[2] / "docs" / "performance.md"
Servers = Mapping[tuple[str, str], Measured | str]

HEAD: Final = """# How fast the GIS door is

Written by `python -m tests.bench.ogc` (a part of `make bench`); no figure is typed by hand.
{when} on {machine}; load average {load:.1f} when it began, {load_after:.1f} at the end: other
work on the machine lowers every figure, so compare CPU milliseconds before requests a second.
{rows:,} sample facilities (見本), a fifth of them in Fujisawa; loading with all indexes took
{loading:.0f} s. wrk with 16 connections for {seconds} s per row, two worker processes per server,
one server at a time on the same private cluster. CPU is of server and database together. Bare SQL
is the service's own statement, state and count included, with its values written in, by pgbench.
Peers: {peers}. A row whose servers return different numbers of features is marked ≠ and does not
count; tiles with more than {threshold:,} features are clustered here and cut there.
"""


@dataclass(frozen=True)
class Figure:
    """What this service did with a number of rows."""

    rows: int
    servers: Servers


def _row(title: str, name: str, measured: Measured | str, own: Measured | None, sql: float) -> str:
    if isinstance(measured, str):
        return f"| {title} | {name} | {measured} | | | | | | | | | |"
    equal = own is None or own.features == measured.features
    times = (
        ""
        if own is None or own is measured
        else f"{own.requests_s / max(measured.requests_s, 1e-9):.1f}×"
    )
    of_sql = f"{measured.requests_s / sql:.2f}" if sql else ""
    features = "" if measured.features is None else f"{measured.features}{'' if equal else ' ≠'}"
    return (
        f"| {title} | {name} | {measured.requests_s:,.0f} | {measured.cpu_ms:.2f} |"
        f" {measured.p50_ms:.1f} | {measured.p99_ms:.1f} | {measured.bytes:,} | {features} |"
        f" {measured.memory_mib:.0f} | {measured.errors} | {of_sql} | {times} |"
    )


def _comparison(titles: Sequence[str], results: Any) -> list[str]:
    lines = [
        "| work | server | requests/s | CPU ms | p50 ms | p99 ms | bytes | features | MiB | errors"
        " | of bare SQL | mapservice is |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for title in titles:
        own = results.servers.get((title, "mapservice"))
        sql = results.sql.get(title, 0.0)
        if sql:
            lines.append(f"| {title} | bare SQL | {sql:,.0f} | | | | | | | | | |")
        for name in ("mapservice", "tipg", "pygeoapi"):
            measured = results.servers.get((title, name))
            if measured is not None:
                known = own if isinstance(own, Measured) else None
                lines.append(_row(title, name, measured, known, sql))
    return lines


def _growth(titles: Sequence[str], growth: Sequence[Figure]) -> list[str]:
    sizes = " | ".join(f"{figure.rows:,} rows" for figure in growth)
    lines = ["", "## How cost grows", "", "CPU milliseconds per request, server and database.", ""]
    lines += [f"| work | {sizes} |", "|---" * (len(growth) + 1) + "|"]
    for title in titles:
        cells = []
        for figure in growth:
            measured = figure.servers.get((title, "mapservice"))
            cells.append(f"{measured.cpu_ms:.2f}" if isinstance(measured, Measured) else "")
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def write_page(
    titles: Sequence[str], results: Any, growth: Sequence[Figure], facts: Mapping[str, Any]
) -> str:
    """Write the page; its table as text."""
    peers = ", ".join(f"{name} {version}" for name, version in results.versions.items()) or "none"
    table = _comparison(titles, results)
    lines = [HEAD.format(**facts, peers=peers), *table, *_growth(titles, growth), ""]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    return "\n".join(table)
