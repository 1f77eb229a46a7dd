"""Everything an assessment knows, read from the database in one go."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, RowMapping

from mapservice.languages import gettext
from mapservice.planning.parameters import CITY, NORTH, Asked
from mapservice.planning.queries import (
    select_districts,
    select_revisions,
    select_towns,
    select_venues,
)
from mapservice.problems import BadParameter

JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class VenueFact:
    """A venue as an assessment sees it; what is not known is None."""

    layer: str
    id: str
    name_ja: str
    name_en: str | None
    kind: str | None
    district: str | None
    lon: float | None
    lat: float | None
    precision: str
    seats: int | None
    open_minutes: int | None  # a week
    sample: bool
    checked_on: datetime.date | None

    @property
    def key(self) -> tuple[str, str]:
        """What names a venue."""
        return self.layer, self.id


@dataclass(frozen=True, slots=True)
class DistrictFact:
    """A district, its registered people and its area (WKB, EPSG:4326)."""

    id: str
    name_ja: str
    name_en: str | None
    northern: bool | None
    population: int | None
    population_65: int | None
    population_75: int | None
    population_date: datetime.date | None
    source: str
    approximate: bool
    area: bytes | None

    @property
    def shape(self) -> BaseGeometry | None:
        """The area in degrees."""
        return None if self.area is None else shapely.from_wkb(self.area)


@dataclass(frozen=True, slots=True)
class TownFact:
    """A town, the districts it touches and its area (WKB, EPSG:4326)."""

    id: str
    name_ja: str
    districts: tuple[str, ...]
    lon: float
    lat: float
    area: bytes | None
    area_m2: float | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Rows as read; equal revisions mean equal rows."""

    supply: tuple[VenueFact, ...]
    candidates: tuple[VenueFact, ...]
    districts: tuple[DistrictFact, ...]
    towns: tuple[TownFact, ...]
    revisions: Mapping[str, int]  # of each layer
    read_on: datetime.date

    @property
    def district_names(self) -> tuple[str, ...]:
        """Japanese names: what venues and towns call their district by."""
        return tuple(each.name_ja for each in self.districts)


def read_inputs(connection: Connection, asked: Asked) -> Inputs:
    """Read what `asked` needs: five questions, whatever the size of the city."""
    today = datetime.datetime.now(JAPAN).date()
    supply = connection.execute(select_venues(asked.supply, asked.filters, today))
    candidates = connection.execute(select_venues(asked.candidates, (), today))
    return Inputs(
        supply=_venues(supply.mappings()),
        candidates=(*_venues(candidates.mappings()), *_drawn(asked)),
        districts=tuple(
            DistrictFact(**_plain(row)) for row in connection.execute(select_districts()).mappings()
        ),
        towns=tuple(_town(row) for row in connection.execute(select_towns()).mappings()),
        revisions=MappingProxyType(
            {row.layer: int(row.revision) for row in connection.execute(select_revisions())}
        ),
        read_on=today,
    )


def _venues(rows: Iterable[RowMapping]) -> tuple[VenueFact, ...]:
    return tuple(VenueFact(**_plain(row)) for row in rows)


def _plain(row: RowMapping) -> dict[str, Any]:
    return {
        str(name): bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
    }


def _town(row: RowMapping) -> TownFact:
    others = row["district_others"] or ()
    mine = (row["district"], *others) if row["district"] else tuple(others)
    return TownFact(
        id=row["id"],
        name_ja=row["name_ja"],
        districts=tuple(dict.fromkeys(mine)),
        lon=row["lon"],
        lat=row["lat"],
        area=None if row["area"] is None else bytes(row["area"]),
        area_m2=row["area_m2"],
    )


def _drawn(asked: Asked) -> tuple[VenueFact, ...]:
    return tuple(
        VenueFact(
            layer="",
            id=f"point-{number}",
            name_ja=each.name or gettext("Point %(number)s", number=number),
            name_en=None,
            kind=None,
            district=None,
            lon=each.lon,
            lat=each.lat,
            precision="exact",
            seats=None,
            open_minutes=None,
            sample=False,
            checked_on=None,
        )
        for number, each in enumerate(asked.drawn, start=1)
    )


def area_districts(inputs: Inputs, area: tuple[str, ...]) -> tuple[str, ...]:
    """Japanese names of the districts that `area` means, in the order of the table.

    Raises BadParameter for a district that does not exist, or an area without any.
    """
    by_name = {each.id: each.name_ja for each in inputs.districts}
    by_name |= {each.name_ja: each.name_ja for each in inputs.districts}
    wanted: set[str] = set()
    for name in area:
        if name == CITY:
            wanted.update(inputs.district_names)
        elif name == NORTH:
            wanted.update(each.name_ja for each in inputs.districts if each.northern)
        elif name in by_name:
            wanted.add(by_name[name])
        else:
            raise _bad_area(inputs)
    if not wanted:
        raise _bad_area(inputs)
    return tuple(name for name in inputs.district_names if name in wanted)


def _bad_area(inputs: Inputs) -> BadParameter:
    values = ", ".join((NORTH, CITY, *(each.id for each in inputs.districts)))
    return BadParameter(
        "area",
        gettext("is not one of its values."),
        gettext("Allowed: %(values)s.", values=values),
    )
