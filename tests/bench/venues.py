"""How quickly a million venues are searched: writes docs/venues_performance.md.

    python -m tests.bench.venues [--share 1.0] [--rounds 40]

Rows are samples in a scratch cluster with the service's own configuration. Each question is
asked with other values each time, as the service asks it: the same statements, the same role.
"""

import datetime
import itertools
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import click
from sqlalchemy import Connection, Engine, Select, text
from werkzeug.datastructures import MultiDict

from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Target, administrator_engine, open_databases, private_target
from mapservice.database.schema import initialise
from mapservice.settings import Settings
from mapservice.venues.moment import TOKYO
from mapservice.venues.parameters import Nearest, parse_search, parse_view
from mapservice.venues.queries.choice import choose
from mapservice.venues.queries.conditions import Asked, Moment
from mapservice.venues.queries.facets import read_facets
from mapservice.venues.queries.features import read_clusters, read_points
from mapservice.venues.queries.nearest import select_nearest
from mapservice.venues.queries.results import read_results, select_results
from mapservice.venues.search import PAGE_SIZE, Position
from mapservice.venues.words import spell, split_words
from tests.bench.venue_questions import FILTERS, SEARCHES, VIEWS, Ask, somewhere
from tests.bench.venue_report import GOAL_MS, INTRODUCTION, Cost, Timed, describe_machine, table
from tests.bench.venue_rows import fill

Put = Callable[[Connection, str, int], tuple[float, ...]]

NEAREST: Final[dict[str, Ask]] = {
    "`/nearest`, all layers, 10 venues as GeoJSON": lambda chance: f"near={somewhere(chance)}"
}
PAGE: Final = Path(__file__).parents[2] / "docs" / "venues_performance.md"
LONGEST_LINE: Final = 170
MOMENT: Final = Moment(datetime.datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO), holiday=False)
LOADING: Final = "SELECT obj_description('layers'::regnamespace, 'pg_namespace')"


def make_asked(query: str) -> Asked:
    search = parse_search(MultiDict(parse_qsl(query)), strict=True)
    words = tuple(spell(word) for word in split_words(search.q))
    return Asked(search, words, search.near, MOMENT)


def processor_ms(backend: int) -> float:
    """What a process has spent on a processor so far (Linux: sched-stats.rst, first figure)."""
    return int(Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6


def ask(connection: Connection, query: str, venues: int) -> tuple[float, ...]:
    """Milliseconds of the three statements that a search takes."""
    asked = make_asked(query)
    marks = [time.perf_counter()]
    choice = choose(connection, asked, venues)
    marks.append(time.perf_counter())
    facets = read_facets(connection, asked, choice.means, small=False)
    marks.append(time.perf_counter())
    if facets.total:
        offset = (asked.search.page - 1) * PAGE_SIZE
        read_results(connection, asked, choice.means, PAGE_SIZE, offset)
    marks.append(time.perf_counter())
    return tuple((after - before) * 1000 for before, after in itertools.pairwise(marks))


def ask_nearest(connection: Connection, query: str, _venues: int) -> tuple[float, ...]:
    lon, lat = map(float, query.removeprefix("near=").split(","))
    wanted = Nearest(Position(lon, lat), 10, ())
    began = time.perf_counter()
    connection.scalar(select_nearest(wanted, MOMENT.at.date(), "/places/"))
    return ((time.perf_counter() - began) * 1000,)


def ask_view(connection: Connection, query: str, venues: int) -> tuple[float, ...]:
    arguments = MultiDict(parse_qsl(query))
    asked, shown = make_asked(""), parse_view(arguments)
    began = time.perf_counter()
    means = choose(connection, asked, venues).means
    points = read_points(connection, asked, means, shown)
    middle = time.perf_counter()
    if points is None:
        read_clusters(connection, asked, means, shown)
    return (middle - began) * 1000, (time.perf_counter() - middle) * 1000


def time_questions(
    connection: Connection, questions: dict[str, Ask], rounds: int, put: Put, venues: int
) -> Iterator[Timed]:
    backend = connection.scalar(text("SELECT pg_backend_pid()")) or 0
    for name, question in questions.items():
        chance = random.Random(name)
        put(connection, question(chance), venues)
        queries = [question(chance) for _ in range(rounds)]
        costs = []
        for query in queries:
            before = processor_ms(backend)
            parts = put(connection, query, venues)
            costs.append(Cost(sum(parts), parts, processor_ms(backend) - before))
        processors = [cost.processor for cost in costs]
        result = Timed(name, costs, queries[processors.index(max(processors))])
        click.echo(result.row())
        yield result


def explain(connection: Connection, statement: Select[Any]) -> str:
    """The plan of a statement as it ran; long expressions are cut."""
    compiled = statement.compile(connection, compile_kwargs={"render_postcompile": True})
    prefix = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)"
    rows = connection.exec_driver_sql(f"{prefix} {compiled}", compiled.params)
    lines = (str(row[0]) for row in rows)
    return "\n".join(
        line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in lines
    )


def plans(connection: Connection, venues: int) -> Iterator[str]:
    near = Nearest(Position(139.5, 35.5), 10, ())
    yield "## Plans\n\n`/nearest` over all layers: each layer's own index, merged.\n"
    yield f"```\n{explain(connection, select_nearest(near, MOMENT.at.date(), '/'))}\n```\n"
    for name in (
        "near a place",
        "wheelchair, step-free, free, 20 people, open, near",
        "a common word (会館, センター …)",
        "three characters",
        "a word near a place",
        "district, near",
    ):
        query = {**SEARCHES, **FILTERS}[name](random.Random(7))
        asked = make_asked(query)
        means = choose(connection, asked, venues).means
        yield f"{name}: `/?{query}`\n"
        yield f"```\n{explain(connection, select_results(asked, means, PAGE_SIZE))}\n```\n"


@contextmanager
def filled(share: float, socket: Path | None) -> Iterator[tuple[Engine, int, float]]:
    """The web's engine on a filled database, its rows, and the seconds that filling took.

    `socket`: a cluster that an earlier run filled and kept.
    """
    settings = Settings(statement_timeout=600)
    if socket:
        target = private_target(socket)
        engine = open_databases(target, settings).web
        with engine.connect() as connection:
            venues = connection.scalar(text("SELECT sum(features) FROM layers.revisions")) or 0
            note = connection.scalar(text(LOADING))
        yield engine, int(venues), float(note or "nan")
        return
    with scratch() as target:
        began = time.perf_counter()
        venues = fill(target, share)
        seconds = time.perf_counter() - began
        with administrator_engine(target).begin() as connection:
            connection.execute(text(f"COMMENT ON SCHEMA layers IS '{seconds:.0f}'"))
        click.echo(f"{venues} rows in {seconds:.0f} s: {target.address.query['host']}")
        yield open_databases(target, settings).web, venues, seconds


@contextmanager
def scratch() -> Iterator[Target]:
    """A private cluster of its own; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mapservice-bench-"))
    folder.chmod(0o711)
    supervisor = Supervisor(Places(folder / "run"))
    supervisor.start()
    try:
        target = private_target(supervisor.places.socket)
        initialise(target)
        yield target
    finally:
        supervisor.stop()
        shutil.rmtree(folder)


@click.command()
@click.option("--share", default=1.0, help="Share of the million rows.")
@click.option("--rounds", default=40, help="Questions of each kind.")
@click.option("--socket", type=click.Path(path_type=Path), help="A cluster filled before.")
def main(share: float, rounds: int, socket: Path | None) -> None:
    with filled(share, socket) as (engine, venues, loading):
        load = os.getloadavg()[0]
        with engine.connect() as connection:
            tables: list[str] = []
            every: list[Timed] = []
            for title, questions, put in (
                ("Search", SEARCHES, ask),
                ("Filter and order", FILTERS, ask),
                ("Nearest", NEAREST, ask_nearest),
            ):
                timed = list(time_questions(connection, questions, rounds, put, venues))
                tables.append(table(title, timed))
                every += timed
            # No goal was set for clusters of a million: what they cost is told all the same.
            views = list(time_questions(connection, VIEWS, max(3, rounds // 5), ask_view, venues))
            together = [cost for timed in every for cost in timed.costs]
            tables.append(table("All questions together", [Timed("each", together, "")]))
            tables.append(table("The map in view (points / clusters)", views))
            size = connection.scalar(
                text("SELECT pg_size_pretty(pg_database_size(current_database()))")
            )
            server = connection.scalar(
                text(
                    "SELECT 'PostgreSQL ' || current_setting('server_version')"
                    " || ', PostGIS ' || PostGIS_Lib_Version()"
                )
            )
            described = list(plans(connection, venues))
    introduction = INTRODUCTION.format(
        when=f"Run of {datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC",
        machine=f"{describe_machine()}, {server}", load=load,
        load_after=os.getloadavg()[0], rows=venues, loading=loading, size=size, goal=GOAL_MS,
    )  # fmt: skip
    PAGE.write_text("\n".join([introduction, *tables, *described]), encoding="utf-8")
    click.echo(f"written: {PAGE}")


if __name__ == "__main__":
    main()
