"""Addresses lead to their town and district, as far as their words tell."""

import pytest

from geodata.addresses import Located, locate
from geodata.city import City, read_city


@pytest.fixture(scope="module")
def city() -> City:
    return read_city("fujisawa")


@pytest.mark.parametrize(
    ("address", "town", "district"),
    [
        ("神奈川県藤沢市朝日町1番地の1", "asahicho", "fujisawa"),
        ("藤沢市片瀬３－９－６", "katase-3", "katase"),
        ("藤沢市片瀬三丁目9番6号", "katase-3", "katase"),
        ("藤沢市鵠沼海岸2-10-34", "kugenuma-kaigan-2", "kugenuma"),
        ("藤沢市石川5-1", "ishikawa-5", "endo"),
        ("湘南台七丁目18-2", "shonandai-7", "shonandai"),
        ("藤沢市大庭5406-4", "oba", None),
        ("藤沢市辻堂", None, "tsujido"),
    ],
)
def test_an_address_names_town_and_district(
    city: City, address: str, town: str | None, district: str | None
) -> None:
    assert locate(city, address) == Located(town, district)


@pytest.mark.parametrize("address", ["", "横浜市戸塚区戸塚町1", "藤沢市見本町1-1"])
def test_other_addresses_lead_nowhere(city: City, address: str) -> None:
    assert locate(city, address) is None


def test_every_bundled_facility_lies_where_its_address_says(city: City) -> None:
    for facility in city.facilities:
        found = locate(city, facility.address) if facility.address else None
        if found and found.town:
            assert found.town == facility.town, facility.id
