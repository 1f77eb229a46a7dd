"""Rows are repaired where that is safe, refused with reasons where it is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geodata.notes import Refused
from geodata.table import Cell, Source, Table
from layers import all_layers, get_layer
from layers.conversion.identity import USABLE, derived_id, match_key
from layers.conversion.reading import convert
from layers.conversion.report import Conversion

FACILITIES = get_layer("public_facilities")


def read(
    *rows: dict[str, Cell],
    layer: str = "public_facilities",
    geometries: tuple[BaseGeometry | None, ...] | None = None,
    chosen: dict[str, str] | None = None,
) -> Conversion:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    full = tuple({column: row.get(column) for column in columns} for row in rows)
    lines = tuple(range(2, len(rows) + 2))
    table = Table(columns, full, lines, Source("a.csv", "CSV", "utf-8"), geometries)
    return convert(table, get_layer(layer), chosen)


def test_what_was_repaired_is_reported_by_line_and_column() -> None:
    conversion = read(
        {"名称": "見本館", "緯度": "１３９．４９", "経度": "35°20′24″", "収容人数": "３０人"}
    )
    (feature,) = conversion.features
    assert isinstance(feature.geometry, Point)
    assert (feature.geometry.x, round(feature.geometry.y, 6)) == (139.49, 35.34)
    assert feature.values["capacity"] == 30
    (report,) = conversion.repaired
    assert report.line == 2
    assert {note.column for note in report.repairs} == {"緯度", "収容人数"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"名称": None, "収容人数": "3"}, "名称"),
        ({"名称": "見本", "緯度": "35.3", "経度": None}, "緯度"),
        ({"名称": "見本", "緯度": "NaN", "経度": "139"}, "緯度"),
        ({"名称": "見本", "緯度": "1e300", "経度": "139"}, "緯度"),
        ({"名称": "見本", "収容人数": "-1"}, "収容人数"),
        ({"名称": "見本", "収容人数": "9999999"}, "収容人数"),
        ({"名称": "見本", "車椅子可": "たぶん"}, "車椅子可"),
        ({"名称": "見本", "URL": "javascript:alert(1)"}, "URL"),
        ({"名称": "見本", "種別": "お城"}, "種別"),
        ({"名称": "見本", "確認日": "2025-02-30"}, "確認日"),
    ],
)
def test_a_cell_that_is_something_else_refuses_its_row(row: dict[str, Cell], column: str) -> None:
    conversion = read(row, {"名称": "別の見本"})
    assert [feature.values["name_ja"] for feature in conversion.features] == ["別の見本"]
    (report,) = conversion.refused
    assert [note.column for note in report.refusals] == [column]
    assert report.line == 2


def test_an_empty_cell_is_unknown_and_a_column_that_is_not_there_is_not_spoken_of() -> None:
    (feature,) = read({"名称": "見本", "車椅子可": None, "電話番号": None}).features
    assert feature.values["wheelchair"] == "unknown"
    assert feature.values["phone"] is None
    assert "step_free" not in feature.values
    assert not feature.positioned


def test_hours_that_cannot_be_structured_stay_as_words() -> None:
    row: dict[str, Cell] = {"名称": "見本", "利用可能曜日": "第2月曜", "開始時間": "9:00"}
    conversion = read(row)
    (feature,) = conversion.features
    assert feature.values["opening_hours"] is None
    assert feature.extra == {"利用可能曜日": "第2月曜", "開始時間": "9:00"}
    assert len(conversion.repaired) == 1


def test_an_address_is_put_together_from_its_parts() -> None:
    (feature,) = read(
        {"名称": "見本", "所在地_連結表記": None, "所在地_都道府県": "神奈川県",
         "所在地_市区町村": "藤沢市", "所在地_町字": "朝日町", "所在地_番地以下": "1-1"}
    ).features  # fmt: skip
    assert feature.values["address"] == "神奈川県藤沢市朝日町1-1"


def test_the_same_id_or_the_same_name_and_address_twice_is_refused() -> None:
    twice: dict[str, Cell] = {"ID": "a", "名称": "見本"}
    assert [report.line for report in read(twice, twice).refused] == [3]
    spelled: tuple[dict[str, Cell], ...] = ({"名称": "見本館", "住所": "藤沢市朝日町1-1"},
               {"名称": "見本館", "住所": "藤沢市朝日町１番１号"})  # fmt: skip
    assert [report.line for report in read(*spelled).refused] == [3]


def test_an_id_that_cannot_stand_in_a_url_is_kept_beside_another() -> None:
    (feature,) = read({"ID": "施設/1", "名称": "見本"}).features
    assert feature.derived
    assert USABLE.fullmatch(feature.id)
    assert feature.extra == {"ID": "施設/1"}


def test_cells_that_no_property_knows_travel_along() -> None:
    (feature,) = read({"名称": "見本", "法人番号": "1234567890123", "謎": 5}).features
    assert feature.extra == {"法人番号": "1234567890123", "謎": 5}


def test_columns_may_be_named_by_the_operator() -> None:
    conversion = read(
        {"town": "朝日町", "k": "x"}, layer="towns", geometries=(box(139.4, 35.3, 139.41, 35.31),),
        chosen={"name_ja": "town", "id": "k"},
    )  # fmt: skip
    (feature,) = conversion.features
    assert (feature.id, feature.values["name_ja"]) == ("x", "朝日町")
    assert isinstance(feature.geometry, MultiPolygon)
    with pytest.raises(ValueError, match="no column"):
        read({"名称": "見本"}, chosen={"name_ja": "nothing"})
    with pytest.raises(ValueError, match="no property"):
        read({"名称": "見本"}, chosen={"nothing": "名称"})


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(Refused):
        read({"a": "1", "b": "2"})


def test_a_broken_outline_is_repaired_and_points_are_no_areas() -> None:
    bow = Polygon([(139.4, 35.3), (139.41, 35.31), (139.41, 35.3), (139.4, 35.31)])
    conversion = read({"名称": "a"}, {"名称": "b"}, {"名称": "c"}, layer="districts",
                      geometries=(bow, Point(139.4, 35.3), box(0, 0, 1, 1)))  # fmt: skip
    (feature,) = conversion.features
    assert feature.geometry is not None
    assert feature.geometry.is_valid
    assert [report.line for report in conversion.refused] == [3, 4]


def test_vacant_shops_of_the_template_are_called_by_their_number() -> None:
    (feature,) = read(
        {"管理番号": "A-1", "商店街名": "見本通り", "所在地": "見本町1", "面積": "45.5㎡",
         "賃料": "８５，０００円", "所有者承諾日": "令和7年5月1日"},
        layer="vacant_shops",
    ).features  # fmt: skip
    assert feature.id == "A-1"
    assert feature.values["name_ja"] == "空き店舗 A-1"
    assert feature.values["rent_yen"] == 85_000
    assert feature.values["consented_on"].isoformat() == "2025-05-01"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("藤沢市朝日町1-1", "藤沢市朝日町１－１"),
        ("朝日町3丁目9番6号", "朝日町3-9-6"),
        ("A B", "ＡＢ"),
    ],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)
    assert match_key("3-96") != match_key("39-6")


@given(st.text(max_size=50), st.text(max_size=50))
def test_derived_ids_may_stand_in_urls(name: str, address: str) -> None:
    assert USABLE.fullmatch(derived_id("groups", name, address))


HEADERS = [
    *("名称", "ID", "緯度", "経度", "住所", "利用可能曜日", "開始時間", "終了時間", "収容人数"),
    *("車椅子可", "URL", "部屋", "確認日", "設備", "謎"),
]


@given(
    st.sampled_from([layer.id for layer in all_layers()]),
    st.dictionaries(
        st.sampled_from(HEADERS),
        st.one_of(st.none(), st.text(max_size=30), st.floats(), st.integers()),
    ),
)
def test_any_row_is_either_a_feature_or_refused(layer: str, row: dict[str, Any]) -> None:
    try:
        conversion = read({"名称": "見本"} | row, layer=layer)
    except Refused:
        return
    assert len(conversion.features) + len(conversion.refused) == 1
    for feature in conversion.features:
        assert feature.values["name_ja"]
        assert USABLE.fullmatch(feature.id)
