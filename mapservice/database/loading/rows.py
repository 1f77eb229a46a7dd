"""A city's facts as rows of the layers' tables: one function per kind of fact."""

import datetime
from collections.abc import Collection
from typing import Any, Final

from shapely.geometry import MultiPolygon

from geodata.areas import Areas
from geodata.city import City, District, Facility, Station, Town
from layers import get_layer
from layers.table import STORAGE_SRID

Values = dict[str, Any]

POPULATION_METHOD: Final = "住民基本台帳"
ESTIMATE_METHOD: Final = (
    "推計：地区の人口を町の面積（おおよその範囲）で分けたもの"
    " / estimate: the district's residents by share of approximate area"
)


def facility_values(facility: Facility, city: City) -> Values:
    """A row of the facility's layer. Districts and towns are stored by their Japanese names."""
    declared = {each.name for each in get_layer(facility.layer).properties}
    center = facility.layer == "citizen_centers"
    district = _name(facility.district, city.district_by_id)
    return {
        "id": facility.id,
        "name_ja": facility.name_ja,
        "name_kana": facility.name_kana,
        "name_en": facility.name_en,
        "kind": facility.kind if "kind" in declared else None,
        "description": facility.note_ja,
        "address": facility.address,
        "postal_code": facility.postal_code,
        "district": district,
        "town": _name(facility.town, city.town_by_id),
        "geom": _point(facility.lon, facility.lat),
        "precision": facility.precision or "none",
        "capacity": facility.capacity,
        "source": facility.source,
        "licence": facility.licence,
        "checked_on": facility.checked_on,
        "verified": facility.verified,
        "extra": _known(
            keywords=" ".join(facility.other_names),
            other_names=list(facility.other_names),
            status=facility.status,
            description_en=facility.note_en,
            point_source=facility.point_source,
        ),
        **({"district_served": district} if center else {}),
    }


def district_values(
    district: District, area: MultiPolygon | None, northern: Collection[str]
) -> Values:
    """A row of `districts`; the area is approximate, the population as registered."""
    return {
        "id": district.id,
        "name_ja": district.name_ja,
        "name_kana": district.name_kana,
        "name_en": district.name_en,
        "geom": _area(area),
        "approximate": True,
        "northern": district.id in northern,
        "population": district.population,
        "population_65": district.age65plus,
        "population_75": district.age75plus,
        "population_date": district.as_of,
        "population_method": POPULATION_METHOD,
        "source": district.source,
        "licence": district.licence,
        "extra": _known(kana_basis=district.kana_basis),
    }


def town_values(town: Town, city: City, areas: Areas, northern: Collection[str]) -> Values:
    """A row of `towns`; its population is an estimate and says so."""
    residents = areas.town_residents.get(town.id)
    district = city.district_by_id[town.district]
    counted: tuple[int | None, ...] = residents or (None, None, None)
    return {
        "id": town.id,
        "name_ja": town.name_ja,
        "name_kana": town.name_kana,
        "name_en": town.name_en,
        "base_town": town.base_town,
        "district": district.name_ja,
        "district_others": [city.district_by_id[each].name_ja for each in town.district_others],
        "district_basis": town.district_basis,
        "postal_code": town.postal_code,
        "point": _point(town.lon, town.lat),
        "geom": _area(areas.towns.get(town.id)),
        "approximate": True,
        "northern": town.district in northern,
        **dict(zip(("population", "population_65", "population_75"), counted, strict=True)),
        "population_date": district.as_of if residents else None,
        "population_method": ESTIMATE_METHOD if residents else None,
        "source": town.source,
        "licence": town.licence,
        "extra": _known(
            isj_code=town.isj_code,
            chome=town.chome,
            koaza=town.koaza,
            district_source=town.district_source,
            note=town.note,
        ),
    }


def station_values(station: Station, city: City) -> Values:
    """A row of `stations`."""
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
        "extra": _known(
            code=station.code,
            town=_name(station.town, city.town_by_id),
            district=_name(station.district, city.district_by_id),
        ),
    }


def _name(key: str | None, named: dict[str, Any]) -> str | None:
    return str(named[key].name_ja) if key else None


def _point(lon: float | None, lat: float | None) -> str | None:
    if lon is None or lat is None:
        return None
    return f"SRID={STORAGE_SRID};POINT({lon} {lat})"


def _area(area: MultiPolygon | None) -> str | None:
    return None if area is None else f"SRID={STORAGE_SRID};{area.wkt}"


def _known(**values: str | int | list[str] | datetime.date | None) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
