"""The bundled facts are complete, consistent and say what they do not know."""

import re
from collections import Counter
from pathlib import Path

import pytest

from geodata import city as city_module
from geodata.city import City, read_city
from geodata.repair.kana import hepburn, to_katakana


@pytest.fixture(scope="module")
def city() -> City:
    return read_city("fujisawa")


def test_every_facility_belongs_to_one_layer(city: City) -> None:
    assert Counter(facility.layer for facility in city.facilities) == {
        "public_facilities": 59,
        "citizen_centers": 13,
        "universities": 5,
    }


def test_there_is_one_citizen_center_per_district(city: City) -> None:
    centers = [row.district for row in city.facilities if row.layer == "citizen_centers"]
    assert sorted(str(district) for district in centers) == sorted(city.district_by_id)


def test_ids_are_unique_slugs(city: City) -> None:
    for ids in (
        [row.id for row in city.facilities],
        [row.id for row in city.districts],
        [row.id for row in city.towns],
        [row.id for row in city.stations],
    ):
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row_id) for row_id in ids)


def test_district_totals_are_those_of_the_register(city: City) -> None:
    assert sum(row.population for row in city.districts) == 445_283
    assert sum(row.age65plus for row in city.districts) == 110_204
    assert sum(row.age75plus for row in city.districts) == 66_328
    assert sum(city.district_by_id[key].population for key in city.northern) == 133_593


def test_references_between_files_lead_somewhere(city: City) -> None:
    districts, towns = set(city.district_by_id), set(city.town_by_id)
    named = [(row.district, row.town) for row in city.facilities]
    for district, town_id in named + [(row.district, row.town) for row in city.stations]:
        assert district is None or district in districts
        assert town_id is None or town_id in towns
    for town in city.towns:
        assert {town.district, *town.district_others} <= districts
        assert town.district not in town.district_others


def test_points_lie_in_the_city_and_missing_points_say_so(city: City) -> None:
    west, south, east, north = city.bounds
    points = [(row.lon, row.lat) for row in city.facilities] + [
        (row.lon, row.lat) for row in city.towns
    ]
    for lon, lat in points + [(row.lon, row.lat) for row in city.stations]:
        if lon is not None and lat is not None:
            assert west < lon < east
            assert south < lat < north
    pointless = {row.id for row in city.facilities if row.lon is None}
    assert pointless == {row.id for row in city.facilities if row.precision is None}
    assert {"civic-activities-promotion-center", "civic-activities-plaza-mutsuai"} <= pointless


def test_no_facility_claims_a_point_from_openstreetmap(city: City) -> None:
    assert not [row.id for row in city.facilities if "OpenStreetMap" in (row.point_source or "")]
    libraries = {row.id: row.precision for row in city.facilities if row.kind == "library"}
    assert [key for key, precision in libraries.items() if precision == "exact"] == [
        "minami-citizens-library"
    ]


def test_nothing_is_called_verified_before_an_operator_says_so(city: City) -> None:
    assert not any(row.verified or row.checked_on for row in city.facilities)
    assert all(row.source and row.licence for row in city.facilities)
    assert all(row.source and row.licence for row in city.towns)


def test_station_names_in_latin_letters_are_hepburn_of_their_readings(city: City) -> None:
    for station in city.stations:
        assert station.name_en.replace("-", "").lower() == hepburn(station.name_kana)


def test_readings_are_kana(city: City) -> None:
    written = [
        *(row.name_kana for row in city.facilities),
        *(row.name_kana for row in city.districts),
        *(row.name_kana for row in city.towns),
        *(row.name_kana for row in city.stations),
    ]
    readings = [to_katakana(reading) for reading in written if reading]
    assert len(readings) > 300
    assert all("ァ" <= letter <= "ヺ" or letter == "ー" for text in readings for letter in text)


def test_a_wrong_cell_is_named_by_file_row_and_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = city_module.FOLDER / "fujisawa"
    copy = tmp_path / "town"
    copy.mkdir()
    for file in source.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    stations = (copy / "stations.csv").read_text(encoding="utf-8")
    (copy / "stations.csv").write_text(stations.replace("139.4471", "east"), encoding="utf-8")
    monkeypatch.setattr(city_module, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"stations\.csv, row 3, lon"):
        read_city("town")
