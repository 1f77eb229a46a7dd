"""What people write for a place means that place."""

import pytest

from geodata.city import read_city
from mapservice.venues.places import Gazetteer, Place, base_towns, postal_codes
from mapservice.venues.search import Position


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    city = read_city("fujisawa")
    towns = [
        Place("town", row.id, row.name_ja, row.name_kana, row.name_en,
              Position(row.lon, row.lat), "", row.base_town, row.postal_code)
        for row in city.towns
    ]  # fmt: skip
    stations = [
        Place("station", row.id, row.name_ja, row.name_kana, row.name_en,
              Position(row.lon, row.lat))
        for row in city.stations
    ]  # fmt: skip
    districts = [
        Place("district", row.id, row.name_ja, row.name_kana, row.name_en, Position(139.4, 35.4))
        for row in city.districts
    ]
    places = (*towns, *stations, *districts, *base_towns(towns), *postal_codes(towns))
    return Gazetteer(places, city.name.ja)


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("湘南台駅", "station", "湘南台"),
        ("しょうなんだいえき", "station", "湘南台"),
        ("Shonandai Station", "station", "湘南台"),
        ("shounandai station", "station", "湘南台"),
        ("片瀬江の島駅", "station", "片瀬江ノ島"),
        ("湘南台地区", "district", "湘南台"),
        ("Katase district", "district", "片瀬"),
        ("亀井野1丁目", "town", "亀井野一丁目"),
        ("亀井野一丁目", "town", "亀井野一丁目"),
        ("Kameino 1-chome", "town", "亀井野一丁目"),
        ("藤沢市亀井野1-5-3", "town", "亀井野一丁目"),
        ("神奈川県藤沢市湘南台２－１", "town", "湘南台二丁目"),
        ("藤沢市遠藤5322", "town", "遠藤"),
        ("藤沢市辻堂元町", "town", "辻堂元町"),
        ("〒252-0804", "postal_code", "〒252-0804"),
        ("2520804", "postal_code", "〒252-0804"),
    ],
)
def test_it_is_where_the_search_begins(
    gazetteer: Gazetteer, written: str, kind: str, name: str
) -> None:
    origin = gazetteer.find(written)
    assert origin is not None
    assert (origin.place.kind, origin.place.name_ja, origin.explicit) == (kind, name, True)


@pytest.mark.parametrize("written", ["湘南台", "ｼｮｳﾅﾝﾀﾞｲ", "shonandai", "藤沢", "長後"])
def test_a_bare_name_is_a_place_and_still_a_word(gazetteer: Gazetteer, written: str) -> None:
    origin = gazetteer.find(written)
    assert origin is not None
    assert (origin.place.kind, origin.explicit) == ("station", False)


@pytest.mark.parametrize("written", ["", "図書館", "藤沢市民会館", "6会", "9999999", "駅", "123"])
def test_other_words_are_no_place(gazetteer: Gazetteer, written: str) -> None:
    assert gazetteer.find(written) is None


def test_suggestions_begin_as_typed_with_stations_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.starting_with("しょうなん")
    assert found[0].kind == "station"
    assert {place.kind for place in found} >= {"station", "district", "town"}
    assert [place.id for place in gazetteer.starting_with("252-0804")] == ["2520804"]
