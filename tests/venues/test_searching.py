"""What a search finds, and in which order."""

import datetime
from urllib.parse import quote

import pytest
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import Range

from tests.factories import HERE, add_district, add_group, add_station, add_town, add_venue
from tests.venues.conftest import Names


@pytest.mark.parametrize(
    "typed",
    ["体育", "たいいくかん", "タイイクカン", "ﾀｲｲｸｶﾝ", "taiikukan", "Gymnasium",
     "秋葉台 体育館", "ＧＹＭ", "アリーナ", "251-0041", "花の木"],
)  # fmt: skip
def test_a_venue_is_found_by_everything_it_is_known_by(
    database: Connection, found: Names, typed: str
) -> None:
    add_venue(
        database, name_ja="秋葉台体育館", name_kana="アキバダイタイイクカン",
        name_en="Akibadai Gym", kind="gymnasium", address="藤沢市花の木1-1", postal_code="251-0041",
        equipment=["アリーナ"],
    )  # fmt: skip
    add_venue(database, name_ja="別の場所")
    assert found(f"q={quote(typed)}") == ["秋葉台体育館"]


def test_a_wrong_character_still_finds_what_was_meant(database: Connection, found: Names) -> None:
    add_venue(database, name_ja="辻堂図書館", name_kana="ツジドウトショカン")
    add_venue(database, name_ja="市役所")
    assert found(f"q={quote('辻堂図書舘')}") == ["辻堂図書館"]
    assert found(f"q={quote('ツジドトショカン')}") == ["辻堂図書館"]
    assert found(f"q={quote('水族館図書')}") == []


def test_exact_names_stand_before_beginnings_before_mentions(
    database: Connection, found: Names
) -> None:
    add_venue(database, name_ja="みなと会館ホール", name_kana="い")
    add_venue(database, name_ja="北みなと会館", name_kana="あ")
    add_venue(database, name_ja="みなと会館", name_kana="う")
    add_venue(database, name_ja="公園", name_kana="あ", description="みなと会館のとなり")
    names = ["みなと会館", "みなと会館ホール", "北みなと会館", "公園"]
    assert found(f"q={quote('みなと会館')}") == names


def test_what_is_typed_means_itself_and_no_pattern(database: Connection, found: Names) -> None:
    add_venue(database, name_ja="百％会館", description="a_b")
    add_venue(database, name_ja="別の会館", description="axb")
    assert found(f"q={quote('100%')}") == []
    assert found("q=a_b") == ["百％会館"]
    assert found(f"q={quote('(((')}") == []


def test_results_around_a_station_stand_by_distance_on_the_ground(
    database: Connection, found: Names
) -> None:
    add_station(database, "湘南台", HERE)
    # A degree of longitude is shorter than one of latitude here: 0.010 E is nearer than 0.009 N.
    add_venue(database, name_ja="北", at=(HERE[0], HERE[1] + 0.009))
    add_venue(database, name_ja="東", at=(HERE[0] + 0.010, HERE[1]))
    add_venue(database, name_ja="点なし", at=None)
    assert found(f"q={quote('湘南台駅')}") == ["東", "北", "点なし"]
    assert found(f"near={HERE[0]},{HERE[1]}") == ["東", "北", "点なし"]


def test_the_bare_name_of_a_place_is_also_a_word(database: Connection, found: Names) -> None:
    add_station(database, "湘南台", HERE, name_en="Shonandai")
    add_venue(database, name_ja="湘南台文化センター", at=(HERE[0] + 0.01, HERE[1]))
    add_venue(database, name_ja="となりの公園", at=HERE)
    for typed in ("湘南台", "Shonandai", "shonandai"):
        assert found(f"q={quote(typed)}") == ["湘南台文化センター"]


def test_an_address_begins_the_search_at_its_block(database: Connection, found: Names) -> None:
    add_town(database, "亀井野一丁目", (139.46, 35.38), base_town="亀井野")
    add_town(database, "亀井野二丁目", (139.48, 35.40), base_town="亀井野")
    add_venue(database, name_ja="一丁目のそば", at=(139.461, 35.381))
    add_venue(database, name_ja="二丁目のそば", at=(139.481, 35.401))
    assert found(f"q={quote('亀井野１丁目5-3')}")[0] == "一丁目のそば"
    assert found(f"q={quote('藤沢市亀井野2-1')}")[0] == "二丁目のそば"


def test_unknown_is_neither_yes_nor_no_unless_it_is_let_in(
    database: Connection, found: Names
) -> None:
    add_venue(database, name_ja="入れる", name_kana="1", wheelchair="yes")
    add_venue(database, name_ja="入れない", name_kana="2", wheelchair="no")
    add_venue(database, name_ja="不明", name_kana="3")
    assert found("wheelchair=yes") == ["入れる"]
    assert found("wheelchair=no") == ["入れない"]
    assert found("wheelchair=yes&unknown=wheelchair") == ["入れる", "不明"]


def test_enough_seats_may_be_in_a_room(database: Connection, found: Names) -> None:
    add_venue(database, name_ja="全体で", name_kana="1", capacity=30)
    add_venue(database, name_ja="部屋で", name_kana="2", rooms=[{"name": "大", "capacity": 25}])
    add_venue(database, name_ja="小さい", name_kana="3", capacity=19, rooms=[{"name": "小"}])
    add_venue(database, name_ja="不明", name_kana="4", rooms=[{"name": "?", "capacity": "x"}])
    assert found("people=20") == ["全体で", "部屋で"]
    assert found("people=26") == ["全体で"]
    assert found("people=20&unknown=people") == ["全体で", "部屋で", "不明"]


def test_every_piece_of_equipment_that_is_asked_for_must_be_there(
    database: Connection, found: Names
) -> None:
    add_venue(database, name_ja="両方", equipment=["ピアノ", "鏡"])
    add_venue(database, name_ja="片方", equipment=["ピアノ"])
    assert found(f"equipment={quote('ピアノ,鏡')}") == ["両方"]


def test_open_at_a_weekday_and_time(database: Connection, found: Names) -> None:
    add_venue(database, name_ja="土曜の午後", open_minutes=[Range(7980, 8400)])
    add_venue(database, name_ja="平日だけ", open_minutes=[Range(540, 1020)])
    add_venue(database, name_ja="不明")
    assert found("open=sa-14:00") == ["土曜の午後"]
    assert found("open=sa-14:00&unknown=open") == ["不明", "土曜の午後"]
    assert found("open=sa-20:00") == []


def test_a_shop_leaves_the_map_after_its_last_day(database: Connection, found: Names) -> None:
    gone = datetime.date(2020, 1, 1)
    add_venue(database, "vacant_shops", id="old", name_ja="古い店", expires_on=gone)
    add_venue(database, "vacant_shops", name_ja="今の店", expires_on=datetime.date(2999, 1, 1))
    assert found("layers=vacant_shops") == ["今の店"]
    assert found("") == ["今の店"]


def test_a_layers_own_filter_works_when_it_is_chosen(database: Connection, found: Names) -> None:
    add_venue(database, "vacant_shops", name_ja="安い", rent_yen=50_000)
    add_venue(database, "vacant_shops", name_ja="高い", rent_yen=150_000)
    add_venue(database, "vacant_shops", name_ja="家賃不明")
    add_group(database, name_ja="団体", fields=["children", "environment"])
    assert found("layers=vacant_shops&rent_yen=..100000") == ["安い"]
    assert found("layers=vacant_shops&rent_yen=..100000&unknown=rent_yen") == ["安い", "家賃不明"]
    assert found("layers=groups&fields=children") == ["団体"]
    assert found("layers=groups&fields=tourism") == []


def test_several_choices_of_one_filter_widen_and_several_filters_narrow(
    database: Connection, found: Names
) -> None:
    add_district(database, "片瀬")
    add_venue(database, name_ja="一", name_kana="1", district="片瀬", fee="free")
    add_venue(database, name_ja="二", name_kana="2", district="片瀬", fee="paid")
    add_venue(database, name_ja="三", name_kana="3", district="長後", fee="free")
    assert found(f"district={quote('片瀬,長後')}&fee=free") == ["一", "三"]


@pytest.mark.parametrize("sort", ["name", "updated", "relevance", "distance"])
def test_an_order_that_cannot_be_falls_back_to_one_that_can(
    database: Connection, found: Names, sort: str
) -> None:
    add_venue(database, name_ja="あ", name_kana="ア")
    assert found(f"sort={sort}") == ["あ"]
