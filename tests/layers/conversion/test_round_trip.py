"""Files of the standard -> features -> files: every row comes back as it was."""

from pathlib import Path

import pytest
from shapely.geometry import Point

from geodata.readers import read_table
from geodata.standards import read_standard
from geodata.table import Cell, Source, Table
from geodata.writers import write_table
from layers import all_layers, get_layer
from layers.conversion.reading import convert
from layers.conversion.writing import Style, to_table

FACILITIES = get_layer("public_facilities")
ANSWERS = ("有", "無", None)


def standard_rows(edition: str) -> list[dict[str, Cell]]:
    """Three fictitious places (見本) with a cell in every column, as clean files have them."""
    rows: list[dict[str, Cell]] = []
    for number in range(3):
        row: dict[str, Cell] = {
            column: f"{column}の見本{number}" for column in
            read_standard("public_facilities").edition(edition).columns
        }  # fmt: skip
        known: dict[str, Cell] = {
            "全国地方公共団体コード": "142051", "都道府県コード又は市区町村コード": "142051",
            "ID": f"sample-{number}", "NO": str(number + 1),
            "名称": f"見本会館{number}①髙﨑～㈱", "名称_カナ": "ミホンカイカン",
            "名称_英字": f"Sample Hall {number}", "緯度": f"35.3{number}1234", "経度": "139.4876",
            "電話番号": f"0466-00-000{number}", "郵便番号": "2510000",
            "連絡先FormURL": "https://example.jp/form", "URL": f"https://example.jp/{number}",
            "利用可能曜日": ("月火水木金", "平日", "月火水木金土日祝")[number],
            "開始時間": "09:00", "終了時間": ("17:00", "21:30", "26:00")[number],
        }  # fmt: skip
        row |= {column: cell for column, cell in known.items() if column in row}
        ternary = [p.headers[0] for p in FACILITIES.properties if p.type == "ternary"]
        row |= {column: ANSWERS[(i + number) % 3] for i, column in enumerate(ternary)
                if column in row}  # fmt: skip
        rows.append(row)
    return rows


def table_of(rows: list[dict[str, Cell]]) -> Table:
    lines = tuple(range(2, len(rows) + 2))
    return Table(tuple(rows[0]), tuple(rows), lines, Source("a.csv", "CSV", "utf-8"))


@pytest.mark.parametrize("edition", ["56", "24"])
@pytest.mark.parametrize("format_name", ["csv", "csv-cp932", "tsv"])
def test_a_file_of_the_standard_comes_back_equal_row_by_row(
    tmp_path: Path, edition: str, format_name: str
) -> None:
    source = tmp_path / "source.csv"
    write_table(table_of(standard_rows(edition)), source, format_name=format_name)
    conversion = convert(before := read_table(source), FACILITIES)
    assert conversion.reports == ()
    exported = to_table(FACILITIES, conversion.features, Style(edition=edition))
    target = tmp_path / "target.csv"
    write_table(exported, target, format_name=format_name)
    after = read_table(target)
    assert after.columns[: len(before.columns)] == before.columns
    assert [{c: row[c] for c in before.columns} for row in after.rows] == list(before.rows)
    assert convert(after, FACILITIES).features == conversion.features


@pytest.mark.parametrize("suffix", [".gpkg", ".zip", ".geojson"])
@pytest.mark.parametrize("crs", ["EPSG:6677", "EPSG:4326"])
def test_vector_files_come_back_equal_row_by_row(tmp_path: Path, suffix: str, crs: str) -> None:
    format_name = {".gpkg": "gpkg", ".zip": "shapefile", ".geojson": "geojson"}[suffix]
    conversion = convert(table_of(standard_rows("56")), FACILITIES)
    written = to_table(FACILITIES, conversion.features, Style(geometry=True))
    source, target = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_table(written, source, format_name=format_name, crs=crs)
    once = convert(read_table(source), FACILITIES)
    write_table(to_table(FACILITIES, once.features, Style(geometry=True)), target,
                format_name=format_name, crs=crs)  # fmt: skip
    twice = convert(read_table(target), FACILITIES)
    for first, second, third in zip(conversion.features, once.features, twice.features,
                                    strict=True):  # fmt: skip
        assert first.values == second.values == third.values
        assert first.extra == second.extra == third.extra
        assert first.id == second.id == third.id
        assert isinstance(first.geometry, Point)
        assert isinstance(third.geometry, Point)
        assert first.geometry.distance(third.geometry) < 1e-8


def test_rows_without_id_get_the_same_id_each_time_and_are_written_without() -> None:
    rows = [row | {"ID": None} for row in standard_rows("56")]
    first, again = (convert(table_of(rows), FACILITIES).features for _ in range(2))
    assert [feature.id for feature in first] == [feature.id for feature in again]
    assert len({feature.id for feature in first}) == 3
    assert all(feature.derived for feature in first)
    assert [row["ID"] for row in to_table(FACILITIES, first).rows] == [None] * 3
    with_ids = to_table(FACILITIES, first, Style(ids=True))
    assert [row["ID"] for row in with_ids.rows] == [feature.id for feature in first]


@pytest.mark.parametrize("layer", all_layers(), ids=lambda layer: layer.id)
def test_every_layer_reads_its_own_empty_template(layer: object) -> None:
    from layers.declaration import Layer  # noqa: PLC0415 - a type for the parameter only

    assert isinstance(layer, Layer)
    template = to_table(layer, ())
    assert "ID" in template.columns or "管理番号" in template.columns
    row: dict[str, Cell] = dict.fromkeys(template.columns)
    with_name = row | {"名称": "見本"} if "名称" in row else row | {"所在地": "見本町1"}
    features = convert(table_of([with_name]), layer).features
    assert len(features) == 1
