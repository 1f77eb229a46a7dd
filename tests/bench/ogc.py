"""How fast the GIS door is, beside tipg and pygeoapi: writes docs/performance.md.

    python -m tests.bench.ogc [--rows 1000000] [--seconds 6] [--no-peers]

One private cluster with the service's own configuration, sample rows, one server at a time.
"""

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import click
from sqlalchemy import text

from mapservice.database.cluster.binaries import find_binaries
from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Target, administrator_engine, private_target
from mapservice.database.schema import initialise
from mapservice.ogc.tiles.matrix import Tile
from mapservice.ogc.tiles.queries import MOST_FEATURES
from tests.bench import ogc_statements as statements
from tests.bench.ogc_load import Measured, drive, drive_sql, fetch
from tests.bench.ogc_report import Figure, write_page
from tests.bench.ogc_rows import CITY, fill
from tests.bench.ogc_servers import Server, own_service, pygeoapi, tipg

SMALL: Final = (139.4600, 35.3500, 139.4620, 35.3520)
HERE: Final = (139.4700, 35.3700)
ITEM: Final = "f0000005"
GROWTH: Final = (10_000, 100_000)


@dataclass(frozen=True)
class Work:
    """One kind of question: its path at each server, and the bare statement."""

    title: str
    own: str
    tipg: str | None
    pygeoapi: str | None
    sql: str | None
    uncached: bool = False
    conditional: bool = False


@dataclass(frozen=True)
class Run:
    """What every measurement needs to know."""

    database_pid: int
    seconds: int
    folder: Path


@dataclass
class Results:
    """What was measured, by title of the work and name of the server."""

    servers: dict[tuple[str, str], Measured | str] = field(default_factory=dict)
    sql: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def works(sparse: Tile, dense: Tile) -> list[Work]:
    """The questions of the comparison; the tiles are chosen by what the database holds."""
    own, tipg_, geoapi = (
        "/ogc/collections/public_facilities",
        "/collections/layers.public_facilities",
        "/collections/public_facilities",
    )
    small, city = (",".join(str(side) for side in box) for box in (SMALL, CITY))
    found = [
        Work("items, small bbox, limit 10", f"{own}/items?bbox={small}&limit=10",
             f"{tipg_}/items?bbox={small}&limit=10", f"{geoapi}/items?f=json&bbox={small}&limit=10",
             statements.small_box(SMALL, 10)),
        Work("items, city bbox, limit 1000", f"{own}/items?bbox={city}&limit=1000",
             f"{tipg_}/items?bbox={city}&limit=1000",
             f"{geoapi}/items?f=json&bbox={city}&limit=1000", statements.wide_box(CITY, 1000)),
        Work("one item", f"{own}/items/{ITEM}", f"{tipg_}/items/{ITEM}",
             f"{geoapi}/items/{ITEM}?f=json", statements.item(ITEM)),
        Work("nearest 10", f"{own}/nearest?lon={HERE[0]}&lat={HERE[1]}", None, None,
             statements.nearest(*HERE, 10)),
    ]  # fmt: skip
    for title, tile, clustered in (
        (f"tile z{sparse.matrix}, uncached", sparse, False),
        (f"tile z{dense.matrix}, dense, uncached", dense, True),
    ):
        z, row, col = tile.matrix, tile.row, tile.col
        found.append(
            Work(title, f"{own}/tiles/WebMercatorQuad/{z}/{row}/{col}",
                 f"{tipg_}/tiles/WebMercatorQuad/{z}/{col}/{row}",
                 f"{geoapi}/tiles/WebMercatorQuad/{z}/{row}/{col}?f=mvt",
                 statements.tile(tile, clustered=clustered), uncached=True)
        )  # fmt: skip
    path = f"{own}/tiles/WebMercatorQuad/{sparse.matrix}/{sparse.row}/{sparse.col}"
    found.append(Work("tile from the cache, 304", path, None, None, None, conditional=True))
    found.append(Work("hello of the same server (/healthz)", "/healthz", None, None, None))
    return found


def tile_with(target: Target, zoom: int, wanted: int) -> Tile:
    """The tile of a zoom whose number of features is nearest to `wanted`."""
    question = text(
        "SELECT floor((ST_X(geom) + 180) / 360 * power(2, :zoom))::integer AS col,"
        " floor((0.5 - asinh(tand(ST_Y(geom))) / (2 * pi())) * power(2, :zoom))::integer AS row"
        " FROM layers.public_facilities WHERE geom IS NOT NULL"
    )
    counted = text(
        f"SELECT row, col FROM ({question.text}) AS places GROUP BY row, col"
        " ORDER BY abs(count(*) - :wanted), row, col LIMIT 1"
    )
    with administrator_engine(target).connect() as connection:
        row, col = connection.execute(counted, {"zoom": zoom, "wanted": wanted}).one()
    return Tile(zoom, row, col)


@contextmanager
def cluster() -> Iterator[Supervisor]:
    """A private cluster in a folder of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mapservice-bench-", dir="/tmp"))
    folder.chmod(0o711)
    supervisor = Supervisor(Places(folder / "run"))
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()
        shutil.rmtree(folder, ignore_errors=True)


def database(supervisor: Supervisor, rows: int) -> Target:
    """A database of the cluster with this many rows."""
    target = private_target(supervisor.places.socket, f"bench_{rows}")
    initialise(target)
    fill(target, rows)
    return target


def _end_questions(target: Target) -> None:
    """Servers may leave questions behind that nobody waits for any more."""
    with administrator_engine(target).connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'mapservice_web' AND state <> 'idle'"
            )
        )


def measure(server: Server, work: Work, path: str, run: Run) -> Measured:
    url = f"{server.url}{path}"
    headers = {}
    if work.conditional:
        headers["If-None-Match"] = fetch(url)[2]["etag"]
    return drive(url, (*server.pids, run.database_pid), run.seconds, headers)


def measure_own(target: Target, all_works: list[Work], run: Run, results: Results) -> None:
    for remembers in (True, False):
        with own_service(target, run.folder, remembers_tiles=remembers) as server:
            for work in all_works:
                if work.uncached is remembers:
                    continue
                click.echo(f"  {work.title}")
                measured = measure(server, work, work.own, run)
                results.servers[work.title, "mapservice"] = measured


def measure_peer(
    server: Server, all_works: list[Work], target: Target, run: Run, results: Results
) -> None:
    results.versions[server.name] = server.version
    for work in all_works:
        path = getattr(work, server.name)
        if path is None:
            continue
        click.echo(f"  {server.name}: {work.title}")
        try:
            results.servers[work.title, server.name] = measure(server, work, path, run)
        except (RuntimeError, OSError) as error:
            results.servers[work.title, server.name] = str(error)[:120]
        finally:
            _end_questions(target)


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
@click.option("--seconds", default=6, show_default=True)
@click.option("--peers/--no-peers", default=True, show_default=True)
@click.option(
    "--peer-folder", type=click.Path(path_type=Path), help="Keep the peers' environments."
)
def main(rows: int, seconds: int, peers: bool, peer_folder: Path | None) -> None:
    """Measure, print the table and write the page."""
    began = time.strftime("%Y-%m-%d")
    load = os.getloadavg()[0]
    results = Results()
    growth: list[Figure] = []
    with ExitStack() as stack:
        supervisor = stack.enter_context(cluster())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        click.echo(f"loading {rows} rows")
        started = time.monotonic()
        target = database(supervisor, rows)
        loading = time.monotonic() - started
        sparse, dense = tile_with(target, 14, 900), tile_with(target, 10, rows)
        all_works = works(sparse, dense)
        run = Run(supervisor.pid or 0, seconds, folder)
        program = Path(find_binaries().program("pgbench"))
        for work in all_works:
            if work.sql:
                click.echo(f"  SQL: {work.title}")
                results.sql[work.title] = drive_sql(target, program, work.sql, seconds, folder)
        measure_own(target, all_works, run, results)
        if peers:
            for start in (tipg, pygeoapi):
                with start(target, peer_folder or folder) as server:
                    measure_peer(server, all_works, target, run, results)
        for fewer in sorted({size for size in GROWTH if size < rows}):
            grown = Results()
            smaller = database(supervisor, fewer)
            measure_own(smaller, all_works, replace(run, seconds=max(2, seconds // 2)), grown)
            growth.append(Figure(fewer, grown.servers))
        growth.append(Figure(rows, results.servers))
    machine = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
    facts = {"when": began, "machine": machine, "rows": rows, "loading": loading, "load": load,
             "load_after": os.getloadavg()[0], "threshold": MOST_FEATURES,
             "seconds": seconds}  # fmt: skip
    click.echo(write_page([work.title for work in all_works], results, growth, facts))


if __name__ == "__main__":
    main()
