"""`mapservice import LAYER FILE` and `mapservice export LAYER FILE`."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from geodata.city import read_city
from geodata.notes import Refused
from geodata.readers.options import Options
from geodata.writers import FORMAT_OF_SUFFIX, WRITERS
from layers import all_layers, get_layer
from layers.conversion.headers import layer_standard
from layers.conversion.writing import Style
from layers.declaration import Layer
from mapservice.database.audit.acting import act_as
from mapservice.database.cluster.private import shared_database
from mapservice.database.engine import owner_engine
from mapservice.database.importing.boundaries import import_base_towns, import_outline
from mapservice.database.importing.describing import describe, describe_report
from mapservice.database.importing.run import (
    Choices,
    Destination,
    Outcome,
    export_file,
    import_file,
)
from mapservice.settings import Settings

EXISTING: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
LAYERS: Final = click.Choice([layer.id for layer in all_layers()])
BOUNDARIES: Final = {"base-towns": import_base_towns, "outline": import_outline}


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar that learns its length from the first call."""

    bar: Any

    def reading(self, done: int, total: int) -> None:
        """Progress of reading: (rows read, rows in all)."""
        self.bar.length = total
        self.bar.update(done - self.bar.pos)

    def writing(self, rows: int) -> None:
        """Progress of writing: rows since the last call."""
        self.bar.update(rows)


def _named(
    _context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    if not all(property_name and column for property_name, _, column in split):
        raise click.BadParameter("write PROPERTY=COLUMN")
    return {property_name: column for property_name, _, column in split}


@click.command("import")
@click.argument("layer_id", metavar="LAYER", type=LAYERS)
@click.argument("path", metavar="FILE", type=EXISTING)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--skip-refused", is_flag=True, help="Load the other rows when some are refused.")
@click.option("--delete-missing", is_flag=True, help="Take away what the file does not have.")
@click.option("--crs", help="Coordinate reference system, if the file says none or a wrong one.")
@click.option("--table", help="Which table of a GeoPackage that has several.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_named,
    metavar="PROPERTY=COLUMN",
    help="Which column holds a property (or id), if its header does not tell.",
)
@click.option(
    "--as",
    "boundary",
    type=click.Choice(sorted(BOUNDARIES)),
    help="For towns: the file holds outlines of whole towns, or of the city.",
)
@click.pass_obj
def import_command(settings: Settings, /, layer_id: str, path: Path, **options: Any) -> None:
    """Load a CSV, TSV, GeoJSON, GeoPackage or zipped Shapefile into LAYER.

    All rows or none: nothing is loaded if a row is refused. Loading a file again changes
    nothing. Properties that the file has no column for stay as they are.
    """
    layer = get_layer(layer_id)
    with shared_database(settings, "import") as target:
        engine = owner_engine(target)
        try:
            with engine.begin() as connection:
                act_as(connection, f"command:{getpass.getuser()}", f"import {path.name}")
                outcome = _import(connection, layer, path, settings, options)
                for line in describe(layer, outcome):
                    click.echo(line)
        except (Refused, ValueError) as error:
            raise click.ClickException(str(error)) from error
        except DBAPIError as error:
            raise click.ClickException(f"The database refuses a row: {error.orig}") from error
    _conclude(outcome, dry_run=options["dry_run"])


def _import(
    connection: Connection, layer: Layer, path: Path, settings: Settings, options: Mapping[str, Any]
) -> Outcome:
    with click.progressbar(length=1, label=path.name) as bar:
        progress = Bar(bar)
        choices = Choices(
            dry_run=options["dry_run"],
            skip_refused=options["skip_refused"],
            delete_missing=options["delete_missing"],
            columns=options["columns"],
            reading=Options(crs=options["crs"], table=options["table"], progress=progress.reading),
            city=read_city(settings.city),
        )
        if options["boundary"] is not None:
            if layer.id != "towns":
                raise ValueError("outlines of towns or of the city belong to the layer towns")
            return BOUNDARIES[options["boundary"]](connection, path, choices)
        return import_file(connection, layer, path, choices, progress.writing)


def _conclude(outcome: Outcome, *, dry_run: bool) -> None:
    if dry_run:
        click.echo("Nothing was changed: this was a dry run.")
    elif not outcome.applied:
        raise click.ClickException(
            "Nothing was loaded, because rows were refused. Correct them, or use --skip-refused."
        )
    else:
        click.echo("Nothing to change." if outcome.difference.is_empty else "Loaded.")


@click.command("export")
@click.argument("layer_id", metavar="LAYER", type=LAYERS)
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(WRITERS)),
    help="Instead of what FILE's ending says.",
)
@click.option("--edition", help="Edition of the layer's column standard, such as 56 or 24.")
@click.option("--crs", default="EPSG:4326", show_default=True, help="For formats with geometry.")
@click.option("--with-ids", is_flag=True, help="Write ids that were made of name and address too.")
@click.pass_obj
def export_command(settings: Settings, /, layer_id: str, path: Path, **options: Any) -> None:
    """Write LAYER to a file, in the columns of its standard where there is one."""
    layer = get_layer(layer_id)
    if options["format_name"] is None and path.suffix.lower() not in FORMAT_OF_SUFFIX:
        raise click.UsageError(f"FILE must end in one of {', '.join(FORMAT_OF_SUFFIX)}")
    editions = [edition.id for edition in layer_standard(layer).editions]
    if options["edition"] is not None and options["edition"] not in editions:
        raise click.UsageError(f"editions of {layer.id}: {', '.join(editions) or 'none'}")
    style = Style(edition=options["edition"], ids=options["with_ids"])
    with (
        shared_database(settings, "export") as target,
        owner_engine(target).connect() as connection,
    ):
        destination = Destination(path, options["format_name"], options["crs"])
        report = export_file(connection, layer, destination, style)
    for line in describe_report(report):
        click.echo(line)
