"""A city's facts: `city.toml` and the CSV files of its folder, as frozen rows."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

FOLDER: Final = Path(__file__).parent

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in Japanese, English and plain Japanese with its reading."""

    ja: str
    en: str
    easy: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of activity; `lon`, `lat` are degrees (EPSG:4326), None where no source has them."""

    id: str
    layer: str
    kind: str
    name_ja: str
    name_kana: str | None
    name_en: str | None
    other_names: tuple[str, ...]
    status: str | None
    address: str | None
    postal_code: str | None
    district: str | None
    town: str | None
    lon: float | None
    lat: float | None
    precision: str | None
    capacity: int | None
    note_ja: str | None
    note_en: str | None
    source: str
    point_source: str | None
    licence: str
    checked_on: date | None
    verified: bool


@dataclass(frozen=True, slots=True)
class District:
    """A district with its registered population (persons on `as_of`)."""

    id: str
    name_ja: str
    name_kana: str
    kana_basis: str
    name_en: str
    as_of: date
    population: int
    age65plus: int
    age75plus: int
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Town:
    """A town, block (丁目) or small section (小字) and its representative point (EPSG:4326)."""

    id: str
    isj_code: str | None
    name_ja: str
    name_kana: str | None
    name_en: str | None
    base_town: str
    chome: int | None
    koaza: str | None
    postal_code: str | None
    lon: float
    lat: float
    district: str
    district_others: tuple[str, ...]
    district_basis: str
    district_source: str
    note: str | None
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Station:
    """A railway station inside the city; point in EPSG:4326, 4 decimals (about 10 m)."""

    id: str
    code: str
    name_ja: str
    name_kana: str
    name_en: str
    en_basis: str
    address: str | None
    town: str | None
    district: str | None
    lon: float
    lat: float
    lines: tuple[str, ...]
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Postcode:
    """A postal code of a town (`area`) or of one large receiver (`office`)."""

    postal_code: str
    kind: str
    town: str | None
    town_kana: str | None
    office: str | None
    block: str | None
    source: str
    licence: str


@dataclass(frozen=True)
class City:
    """One city: what `city.toml` says of it and all rows of its CSV files."""

    folder: str
    code: str
    prefecture: str
    name: Name
    bounds: tuple[float, float, float, float]
    """west, south, east, north in degrees, EPSG:4326."""
    crs: str
    """Projected CRS in metres in which areas and distances are computed."""
    northern: tuple[str, ...]
    """Ids of the districts that count as northern unless a setting says otherwise."""
    facilities: tuple[Facility, ...]
    districts: tuple[District, ...]
    towns: tuple[Town, ...]
    stations: tuple[Station, ...]
    postcodes: tuple[Postcode, ...]

    @cached_property
    def district_by_id(self) -> dict[str, District]:
        return {district.id: district for district in self.districts}

    @cached_property
    def towns_by_base(self) -> dict[str, tuple[Town, ...]]:
        """Towns with all their blocks by base name, longest names first: 鵠沼海岸 before 鵠沼."""
        names = sorted({town.base_town for town in self.towns}, key=lambda name: (-len(name), name))
        return {
            name: tuple(town for town in self.towns if town.base_town == name) for name in names
        }

    @cached_property
    def town_by_id(self) -> dict[str, Town]:
        return {town.id: town for town in self.towns}


def read_city(name: str = "fujisawa") -> City:
    """Read the folder `geodata/<name>`.

    Raises FileNotFoundError for an unknown city, ValueError naming file, line and column
    for a cell that is not what its column holds.
    """
    folder = FOLDER / name
    facts = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8"))
    west, south, east, north = facts["bounds"]
    return City(
        folder=name,
        code=facts["code"],
        prefecture=facts["prefecture"],
        name=Name(**facts["name"]),
        bounds=(west, south, east, north),
        crs=facts["crs"],
        northern=tuple(facts["northern"]),
        facilities=_read_rows(folder / "facilities.csv", Facility),
        districts=_read_rows(folder / "districts.csv", District),
        towns=_read_rows(folder / "towns.csv", Town),
        stations=_read_rows(folder / "stations.csv", Station),
        postcodes=_read_rows(folder / "postcodes.csv", Postcode),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _known(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """An empty cell is unknown: None."""
    return lambda text: parse(text) if text else None


def _text(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


PARSERS: Final[dict[object, Callable[[str], Any]]] = {
    str: _text,
    str | None: _known(str),
    int: int,
    int | None: _known(int),
    float: float,
    float | None: _known(float),
    date: date.fromisoformat,
    date | None: _known(date.fromisoformat),
    bool: {"yes": True, "no": False}.__getitem__,
    tuple[str, ...]: _several,
}


def _read_rows(path: Path, row_type: type[Row]) -> tuple[Row, ...]:
    parsers = {field.name: PARSERS[field.type] for field in fields(row_type)}  # type: ignore[arg-type]
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for line, cells in enumerate(csv.DictReader(file), start=2):
            if cells.keys() != parsers.keys():
                raise ValueError(f"{path.name}, row {line}: columns are not {list(parsers)}")
            values = {}
            for column, parse in parsers.items():
                try:
                    values[column] = parse(cells[column])
                except (ValueError, KeyError) as error:
                    raise ValueError(f"{path.name}, row {line}, {column}: {error}") from error
            rows.append(row_type(**values))
    return tuple(rows)
