"""Importing and exporting a layer: file -> difference -> table, table -> file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from geodata.city import City
from geodata.notes import Note
from geodata.readers import read_table
from geodata.readers.options import Options
from geodata.table import Table
from geodata.writers import FORMAT_OF_SUFFIX, write_table
from geodata.writers.report import WriteReport
from layers.conversion.reading import convert
from layers.conversion.report import CellNote, Conversion, RowReport
from layers.conversion.writing import Style, to_table
from layers.declaration import Layer
from mapservice.database.importing.applying import POINT, Progress, apply, lock_layer
from mapservice.database.importing.consequences import Consequences
from mapservice.database.importing.difference import Difference, compare
from mapservice.database.importing.stored import columns_of, read_stored

WITH_GEOMETRY: Final = frozenset({"geojson", "gpkg", "shapefile"})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the operator decided about an import.

    `columns` names columns by property where headers do not tell. `city` fills the district
    and town of an address where the file does not say them.
    """

    dry_run: bool = False
    skip_refused: bool = False
    delete_missing: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    reading: Options = field(default_factory=Options)
    city: City | None = None
    name: str | None = None
    """What the file is called where that is not its path (an upload)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import found, and whether it was applied."""

    table: Table
    conversion: Conversion
    difference: Difference
    applied: bool


def import_file(
    connection: Connection,
    layer: Layer,
    path: Path,
    choices: Choices | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Compare a file with the layer and apply the difference in the caller's transaction.

    Nothing is applied if any row is refused, unless `skip_refused`; nothing on `dry_run`.
    Raises geodata.notes.Refused for a file that cannot be read or has no column of the
    layer, ValueError for columns that were named but are not there.
    """
    choices = choices or Choices()
    table = read_table(path, choices.reading, name=choices.name)
    return import_table(connection, layer, table, choices, progress)


def import_table(
    connection: Connection,
    layer: Layer,
    table: Table,
    choices: Choices,
    progress: Progress | None = None,
) -> Outcome:
    """Like `import_file`, for a table that was read already."""
    conversion = convert(table, layer, choices.columns)
    if not choices.dry_run:
        lock_layer(connection, layer)
    stored = read_stored(connection, layer)
    follows = Consequences(table.source.name, choices.city)
    difference = compare(layer, conversion, stored, follows)
    conversion, difference = _without_pointless(layer, conversion, difference)
    wanted = choices.skip_refused or not conversion.refused
    applies = wanted and not choices.dry_run
    if applies:
        apply(connection, layer, difference,
              delete_missing=choices.delete_missing, progress=progress)  # fmt: skip
    return Outcome(table, conversion, difference, applies)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an export goes; the format follows the path's ending if it is not named."""

    path: Path
    format_name: str | None = None
    crs: str = "EPSG:4326"


def export_file(
    connection: Connection, layer: Layer, destination: Destination, style: Style | None = None
) -> WriteReport:
    """Write every feature of the layer to a file.

    KeyError for a format or ending that is not known.
    """
    path, crs = destination.path, destination.crs
    chosen = destination.format_name or FORMAT_OF_SUFFIX[path.suffix.lower()]
    features = list(read_stored(connection, layer).values())
    shaped = replace(style or Style(), geometry=chosen in WITH_GEOMETRY)
    return write_table(to_table(layer, features, shaped), path, format_name=chosen, crs=crs)


def _without_pointless(
    layer: Layer, conversion: Conversion, difference: Difference
) -> tuple[Conversion, Difference]:
    """Refuse new rows that have no shape where the table needs one."""
    if POINT not in {column.name for column in columns_of(layer).geometries}:
        return conversion, difference
    note = CellNote("", Note("a new row of this layer needs an outline"))
    refused = tuple(
        RowReport(feature.line, str(feature.values["name_ja"]), refusals=(note,))
        for feature in difference.new
        if feature.geometry is None
    )
    kept = tuple(feature for feature in difference.new if feature.geometry is not None)
    return (
        replace(conversion, reports=(*conversion.reports, *refused)),
        replace(difference, new=kept),
    )
