"""`mapservice assess`: an assessment on the command line, and its report in a folder."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from werkzeug.datastructures import MultiDict

from layers.text import LANGUAGES
from mapservice import create_app
from mapservice.database.cluster.private import shared_database
from mapservice.database.engine import owner_engine
from mapservice.languages import ENVIRON_KEY
from mapservice.planning import wording
from mapservice.planning.assessment.access import AREA, CITY, REST
from mapservice.planning.assessment.inputs import read_inputs
from mapservice.planning.assessment.people import NoPeople
from mapservice.planning.assessment.run import Assessment, assess
from mapservice.planning.assessment.streets import read_streets
from mapservice.planning.parameters import Asked, parse_asked
from mapservice.planning.report.writing import write_report
from mapservice.problems import BadParameter
from mapservice.settings import Settings

_MANY: Any = {"multiple": True, "default": ()}


@click.command("assess")
@click.option("--area", metavar="NAME", **_MANY, help="north, city, or districts by commas.")
@click.option("--supply", metavar="LAYER[:KIND,…]", **_MANY, help="Places that exist.")
@click.option("--candidates", metavar="LAYER[:KIND,…]", **_MANY, help="Places to compare.")
@click.option("--point", metavar="LON,LAT[,NAME]", **_MANY, help="A point to compare.")
@click.option("--filter", "filter_", metavar="PROPERTY=VALUE", **_MANY, help="Only such supply.")
@click.option("--minutes", help="What counts as within reach.  [default: 15]")
@click.option("--mode", help="walk, cycle or car.  [default: walk]")
@click.option("--detour", help="Road over straight distance.  [default: 1.27]")
@click.option("--decay", help="gaussian, binary or continuous.  [default: gaussian]")
@click.option("--weight", help="count, capacity or hours.  [default: count]")
@click.option("--step", help="Mesh of people in metres, 250 or 500.  [default: 250]")
@click.option("--by", help="Criterion that orders the candidates.  [default: newly_within]")
@click.option(
    "--roads",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Streets: .osm, .osm.pbf, GeoPackage or GeoJSON. Without: distance on the ground.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the report: HTML, PDF, CSV, GeoPackage.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="ja",
    help="Of the report.",
    show_default=True,
)
@click.pass_obj
def assess_command(settings: Settings, /, **options: Any) -> None:
    """Measure access, show the gap, rank candidates, and write a report that opens anywhere."""
    app = create_app(settings)
    try:
        with _speaking(app, "en"):
            assessment = _assess(settings, options)
            for line in describe(assessment):
                click.echo(line)
    except (BadParameter, NoPeople, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if options["out"] is not None:
        with _speaking(app, options["language"]):
            for path in write_report(assessment, options["out"]):
                click.echo(f"wrote {path}")


@contextmanager
def _speaking(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context("/planning", environ_overrides={ENVIRON_KEY: language}):
        yield


def asked_of(options: dict[str, Any]) -> Asked:
    """The question in the command's options, read as a request's arguments are."""
    arguments: MultiDict[str, str] = MultiDict()
    for name in ("area", "supply", "candidates", "point"):
        arguments.setlist(name, list(options[name]))
    arguments.setlist("filter", list(options["filter_"]))
    for name in ("minutes", "mode", "detour", "decay", "weight", "step", "by"):
        if options[name] is not None:
            arguments[name] = options[name]
    return parse_asked(arguments)


def _assess(settings: Settings, options: dict[str, Any]) -> Assessment:
    asked = asked_of(options)
    with shared_database(settings, "assess") as target, owner_engine(target).connect() as database:
        inputs = read_inputs(database, asked)
    streets = read_streets(options["roads"], asked) if options["roads"] else None
    return assess(inputs, asked, streets)


def describe(assessment: Assessment) -> Iterator[str]:
    """The answer as lines of text."""
    asked, comparison = assessment.asked, assessment.comparison
    access = assessment.access
    end = f"{asked.minutes:g}"
    yield f"Within {end} minutes ({assessment.travel.method}), people of {assessment.as_of}:"
    for name in (AREA, REST, CITY):
        if (name, "all") not in access.rows:
            continue  # the area is the whole city: there is no rest
        row = access.figures(name)
        yield (
            f"  {wording.group(assessment, name)}: {wording.whole(row['people'])} people, "
            f"{wording.percent(row[f'share_within_{end}'])} within, "
            f"{wording.whole(row[f'beyond_{end}'])} beyond; "
            f"mean {wording.minutes(row['mean_minutes'])}, "
            f"90th percentile {wording.minutes(row['p90_minutes'])} minutes; "
            f"gap {wording.whole(row['gap'])}"
        )
    yield "Districts of the area, people beyond and share within:"
    for name in assessment.districts:
        if (name, "all") in access.rows:
            row, older = access.figures(name), access.figures(name, "65+")
            yield (
                f"  {name}: {wording.whole(row[f'beyond_{end}'])} beyond, "
                f"{wording.percent(row[f'share_within_{end}'])} within, "
                f"65+ {wording.percent(older[f'share_within_{end}'])}; "
                f"mean {wording.minutes(row['mean_minutes'])}, "
                f"worst {wording.minutes(row['worst_minutes'])} minutes"
            )
    yield f"{len(comparison.table)} candidates by {asked.by}, each opened alone:"
    yield from _candidates(assessment)
    yield "Mind:"
    for found in assessment.cautions:
        names = ", ".join(fact.name_ja for fact in found.places)
        yield f"  - {wording.caution(assessment, found)} {names}".rstrip()
    yield f"Computed in {assessment.seconds:.2f} s on {datetime.date.today().isoformat()}."  # noqa: DTZ011 - the day of the machine


def _candidates(assessment: Assessment) -> Iterator[str]:
    sure = assessment.sureness
    for index, row in assessment.comparison.rows:
        fact = assessment.stock.candidates.facts[index]
        share = (
            f", first in {wording.percent(sure.stability.first_share[index])} of "
            f"{len(sure.stability.runs)} runs"
            if sure
            else ""
        )
        yield (
            f"  {row['rank']:.0f}. {fact.name_ja}: "
            f"{wording.whole(row['newly_within'])} newly within "
            f"(65+ {wording.whole(row['newly_within_older'])}; "
            f"whole city {wording.whole(row['newly_within_city'])}), "
            f"{wording.whole(row['minutes_saved'])} minutes saved, "
            f"overlap {wording.percent(row['overlap'])}{share}"
        )
