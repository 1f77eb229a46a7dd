"""Boundary files that are not rows of a layer: whole towns with their blocks, the whole city.

They shape the approximate areas of towns and districts anew; areas that were imported row
by row stay as they are.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from geodata.areas import Areas, Boundaries, approximate_areas
from geodata.city import City
from geodata.notes import Refused
from geodata.readers import read_table
from geodata.table import Table
from layers import get_layer
from layers.conversion.positions import Place, place_of
from layers.conversion.report import Conversion, Feature
from mapservice.database.importing.applying import apply, lock_layer
from mapservice.database.importing.difference import Difference, compare
from mapservice.database.importing.run import Choices, Outcome
from mapservice.database.importing.stored import read_stored

TOWNS: Final = "towns"
DISTRICTS: Final = "districts"
_NAMES: Final = ("名称", "町名", "大字町", "name", "town", "S_NAME", "MOJI")
"""Columns that hold a town's name in boundary files, the census's among them."""


def import_outline(connection: Connection, path: Path, choices: Choices) -> Outcome:
    """Cut the approximate areas to the outline of the city: all areas of the file together.

    Outlines of whole towns come after it: what they filled is drawn anew by this.
    """
    table = read_table(path, choices.reading, name=choices.name)
    outline = shapely.union_all([area for _, area in _areas(table)])
    return _reshape(connection, table, choices, Boundaries(outline=outline))


def import_base_towns(connection: Connection, path: Path, choices: Choices) -> Outcome:
    """Fill outlines of whole towns with their blocks; names are matched with the city's towns.

    Raises Refused if the file names no town of the city.
    """
    table = read_table(path, choices.reading, name=choices.name)
    column = choices.columns.get("name_ja") or next(
        (name for name in _NAMES if name in table.columns), None
    )
    if column is None or column not in table.columns:
        raise Refused("no column holds the names of towns; say --column name_ja=COLUMN")
    known = {town.base_town for town in _city(choices).towns}
    outlines: dict[str, list[BaseGeometry]] = {}
    for index, area in _areas(table):
        outlines.setdefault(str(table.rows[index][column]), []).append(area)
    bases = {name: shapely.union_all(areas) for name, areas in outlines.items() if name in known}
    if not bases:
        raise Refused("the file names no town of the city in its column %(column)s", column=column)
    # Towns that the file leaves out stay inside the outline that is known already.
    known_areas = [
        feature.geometry for feature in read_stored(connection, get_layer(TOWNS)).values()
    ]
    outline = shapely.union_all([area for area in known_areas if area is not None])
    whole = shapely.union_all([outline, *bases.values()])
    return _reshape(connection, table, choices, Boundaries(whole, bases))


def _city(choices: Choices) -> City:
    if choices.city is None:
        raise ValueError("boundaries need the city whose towns they hold")
    return choices.city


def _areas(table: Table) -> list[tuple[int, BaseGeometry]]:
    """(row, area) of every row that has one; Refused for points, lines, and other countries."""
    towns = get_layer(TOWNS)
    found = []
    for index, geometry in enumerate(table.geometries or ()):
        area = place_of(towns, Place(geometry, has_geometry=True), "", "").value
        if area is not None:
            found.append((index, area))
    if not found:
        raise Refused("the file holds no areas")
    return found


def _reshape(
    connection: Connection, table: Table, choices: Choices, boundaries: Boundaries
) -> Outcome:
    """Give every area that is still approximate its new shape, towns and districts alike."""
    areas = approximate_areas(_city(choices), boundaries)
    outcomes = [
        _replace_areas(connection, layer_id, table, choices, areas)
        for layer_id in (TOWNS, DISTRICTS)
    ]
    return outcomes[0]


def _replace_areas(
    connection: Connection, layer_id: str, table: Table, choices: Choices, areas: Areas
) -> Outcome:
    layer = get_layer(layer_id)
    shapes = areas.towns if layer_id == TOWNS else areas.districts
    if not choices.dry_run:
        lock_layer(connection, layer)
    stored = read_stored(connection, layer)
    features = tuple(
        _with_shape(feature, shapes[key], areas)
        for key, feature in stored.items()
        if key in shapes and feature.values["approximate"]
    )
    conversion = Conversion(features, (), (), (), table.source.notes)
    difference: Difference = replace(compare(layer, conversion, stored), missing=())
    if not choices.dry_run:
        apply(connection, layer, difference)
    return Outcome(table, conversion, difference, applied=not choices.dry_run)


def _with_shape(feature: Feature, shape: BaseGeometry, areas: Areas) -> Feature:
    """Only the shape, and the residents estimated from it, of towns: nothing else is said."""
    values: dict[str, object] = {"approximate": True}
    residents = areas.town_residents.get(feature.id)
    # A method that is an estimate calls itself one; registered figures of a town stay.
    estimated = "推計" in (feature.values["population_method"] or "")
    if estimated and residents is not None:
        values |= {
            "population": residents.population,
            "population_65": residents.age65plus,
            "population_75": residents.age75plus,
        }
    return Feature(feature.id, feature.line, values, {}, shape, positioned=True)
