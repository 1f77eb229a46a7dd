"""The bundled city's facts -> rows of its layers."""

from collections.abc import Iterable
from typing import Any, Final

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from geodata.areas import Areas, approximate_areas
from geodata.city import City, Facility, Station, read_city
from layers import all_layers, get_layer
from layers.districts import District
from layers.table import STORAGE_SRID, FeatureTable
from layers.towns import Town
from mapservice.settings import Settings

Row = dict[str, Any]

# What a reader is told of a town's population; the layer's description says it in words.
REGISTERED: Final = "住民基本台帳"
ESTIMATED: Final = "地区の人口を面積で按分した推計"


def has_rows(connection: Connection) -> bool:
    """Whether any layer has a feature."""
    return any(connection.scalar(select(select(layer.table).exists())) for layer in all_layers())


def load_city(connection: Connection, settings: Settings) -> dict[str, int]:
    """Add the city's rows that are not there yet; rows that are there stay as they are.

    The caller commits. Returns how many were added per layer. Raises FileNotFoundError for
    an unknown city.
    """
    city = read_city(settings.city)
    areas = approximate_areas(city)
    rows = {
        **_facility_rows(city),
        "districts": _district_rows(city, areas),
        "towns": _town_rows(city, areas),
        "stations": [_station_row(station) for station in city.stations],
    }
    added = {
        layer_id: _add(connection, get_layer(layer_id).table, layer_rows)
        for layer_id, layer_rows in rows.items()
    }
    mark_northern(connection, settings)
    return added


def mark_northern(connection: Connection, settings: Settings) -> None:
    """Let districts and towns say whether they count as northern, as the settings choose.

    Districts are named by id or Japanese name; unset, the city's facts say which they are.
    """
    chosen = settings.northern_districts
    if chosen is None:
        chosen = read_city(settings.city).northern
    northern = or_(District.id.in_(chosen), District.name_ja.in_(chosen))
    names = select(District.name_ja).where(northern)
    for table, condition in ((District, northern), (Town, Town.district.in_(names))):
        wanted = case((condition, True), else_=False)
        connection.execute(
            update(table).where(table.northern.is_distinct_from(wanted)).values(northern=wanted)
        )


def _add(connection: Connection, table: type[FeatureTable], rows: Iterable[Row]) -> int:
    statement = insert(table).on_conflict_do_nothing(index_elements=["id"]).returning(table.id)
    return len(connection.scalars(statement, list(rows)).all())


def _facility_rows(city: City) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for facility in city.facilities:
        rows.setdefault(facility.layer, []).append(_facility_row(facility, city))
    return rows


def _facility_row(facility: Facility, city: City) -> Row:
    layer = get_layer(facility.layer)
    district = city.district_by_id.get(facility.district or "")
    town = city.town_by_id.get(facility.town or "")
    extra = {
        "keywords": " ".join(facility.other_names) or None,
        "status": facility.status,
        "description_en": facility.note_en,
        "point_source": facility.point_source,
    }
    row = {
        "id": facility.id,
        "layer": facility.layer,
        "kind": facility.kind if "kind" in _names(layer.properties) else None,
        "name_ja": facility.name_ja,
        "name_kana": facility.name_kana,
        "name_en": facility.name_en,
        "description": facility.note_ja,
        "address": facility.address,
        "postal_code": facility.postal_code,
        "district": district.name_ja if district else None,
        "town": town.name_ja if town else None,
        "geom": _point(facility.lon, facility.lat),
        "precision": facility.precision or "none",
        "capacity": facility.capacity,
        "source": facility.source,
        "licence": facility.licence,
        "checked_on": facility.checked_on,
        "verified": facility.verified,
        "extra": {name: value for name, value in extra.items() if value},
    }
    if facility.layer == "citizen_centers":
        row["district_served"] = row["district"]
    return row


def _district_rows(city: City, areas: Areas) -> list[Row]:
    return [
        {
            "id": district.id,
            "name_ja": district.name_ja,
            "name_kana": district.name_kana,
            "name_en": district.name_en,
            "geom": _geometry(areas.districts.get(district.id)),
            "approximate": True,
            "population": district.population,
            "population_65": district.age65plus,
            "population_75": district.age75plus,
            "population_date": district.as_of,
            "population_method": REGISTERED,
            "source": district.source,
            "licence": district.licence,
        }
        for district in city.districts
    ]


def _town_rows(city: City, areas: Areas) -> list[Row]:
    names = {district.id: district.name_ja for district in city.districts}
    as_of = {district.id: district.as_of for district in city.districts}
    return [
        {
            "id": town.id,
            "name_ja": town.name_ja,
            "name_kana": town.name_kana,
            "name_en": town.name_en,
            "geom": _geometry(areas.towns.get(town.id)),
            "approximate": True,
            "population": areas.town_residents[town.id].population,
            "population_65": areas.town_residents[town.id].age65plus,
            "population_75": areas.town_residents[town.id].age75plus,
            "population_date": as_of[town.district],
            "population_method": ESTIMATED,
            "base_town": town.base_town,
            "district": names[town.district],
            "district_others": [names[other] for other in town.district_others] or None,
            "district_basis": town.district_basis,
            "postal_code": town.postal_code,
            "point": _point(town.lon, town.lat),
            "source": town.source,
            "licence": town.licence,
        }
        for town in city.towns
    ]


def _station_row(station: Station) -> Row:
    return {
        "id": station.id,
        "name_ja": station.name_ja,
        "name_kana": station.name_kana,
        "name_en": station.name_en,
        "address": station.address,
        "lines": list(station.lines),
        "geom": _point(station.lon, station.lat),
        "source": station.source,
        "licence": station.licence,
    }


def _names(properties: Iterable[Any]) -> set[str]:
    return {entry.name for entry in properties}


def _point(lon: float | None, lat: float | None) -> Any:
    return None if lon is None or lat is None else _geometry(Point(lon, lat))


def _geometry(geometry: BaseGeometry | None) -> Any:
    return None if geometry is None else from_shape(geometry, srid=STORAGE_SRID)
