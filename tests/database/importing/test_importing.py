"""Files into the real tables and back."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, box, shape
from sqlalchemy import Connection, func, select, text

from geodata.city import City, read_city
from geodata.notes import Refused
from geodata.readers import read_table
from geodata.standards import read_standard
from geodata.table import Cell, Source, Table
from geodata.writers import write_table
from layers import get_layer
from layers.conversion.writing import Style
from layers.public_facilities import PublicFacility
from mapservice.database.engine import Databases
from mapservice.database.importing.boundaries import import_base_towns, import_outline
from mapservice.database.importing.describing import describe
from mapservice.database.importing.run import (
    Choices,
    Destination,
    Outcome,
    export_file,
    import_file,
)
from mapservice.database.loading.city import load_city

FACILITIES = get_layer("public_facilities")
DIGITS = "01234"


@pytest.fixture(scope="module")
def city() -> City:
    return read_city("fujisawa")


def sample_rows(edition: str, *, ids: bool = True) -> list[dict[str, Cell]]:
    """Five fictitious places (見本) with something in every column of the edition."""
    rows = []
    for number in DIGITS:
        row: dict[str, Cell] = {
            column: f"見本{column}{number}"
            for column in read_standard("public_facilities").edition(edition).columns
        }
        known: dict[str, Cell] = {
            "全国地方公共団体コード": "142051", "都道府県コード又は市区町村コード": "142051",
            "ID": f"sample-{number}" if ids else None, "NO": number,
            "名称": f"見本会館{number}①髙﨑～㈱", "名称_カナ": "ミホンカイカン",
            "所在地_連結表記": f"藤沢市朝日町{number}-1", "住所": f"藤沢市朝日町{number}-1",
            "緯度": f"35.34{number}5", "経度": "139.4919", "電話番号": "0466-00-0000",
            "郵便番号": "2510054", "連絡先FormURL": "https://example.jp/form",
            "URL": f"https://example.jp/{number}", "利用可能曜日": "月火水木金土日祝",
            "開始時間": "09:00", "終了時間": "21:30",
        }  # fmt: skip
        row |= {column: cell for column, cell in known.items() if column in row}
        for place, declared in enumerate(p for p in FACILITIES.properties if p.type == "ternary"):
            if declared.headers[0] in row:
                row[declared.headers[0]] = ("有", "無", None)[(place + int(number)) % 3]
        rows.append(row)
    return rows


def write(
    path: Path, rows: list[dict[str, Cell]], format_name: str = "csv", **options: Any
) -> Path:
    """The rows as a file; `points` and `crs` for formats with geometry."""
    points = options.get("points")
    lines = tuple(range(len(rows)))
    table = Table(tuple(rows[0]), tuple(rows), lines, Source("t", "t", "utf-8"), points)
    write_table(table, path, format_name=format_name, crs=options.get("crs", "EPSG:4326"))
    return path


def load(
    connection: Connection, path: Path, layer: str = "public_facilities", **changes: Any
) -> Outcome:
    return import_file(connection, get_layer(layer), path, Choices(**changes))


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    found = outcome.difference
    return len(found.new), len(found.changed), found.unchanged, len(found.missing)


@pytest.mark.parametrize(
    ("edition", "format_name"), [("56", "csv-cp932"), ("24", "csv-cp932"), ("56", "tsv")]
)
@pytest.mark.parametrize("ids", [True, False])
def test_a_file_of_the_standard_comes_out_of_the_database_as_it_went_in(
    database: Connection, tmp_path: Path, edition: str, format_name: str, ids: bool
) -> None:
    suffix = ".tsv" if format_name == "tsv" else ".csv"
    source = write(tmp_path / f"in{suffix}", sample_rows(edition, ids=ids), format_name)
    assert counts(load(database, source)) == (5, 0, 0, 0)
    target = tmp_path / f"out{suffix}"
    export_file(database, FACILITIES, Destination(target, format_name), Style(edition=edition))
    before, after = read_table(source), read_table(target)
    assert after.columns[: len(before.columns)] == before.columns
    exported = [{column: row[column] for column in before.columns} for row in after.rows]
    assert sorted(exported, key=str) == sorted(before.rows, key=str)
    assert counts(load(database, target)) == (0, 0, 5, 0)


@pytest.mark.parametrize(("format_name", "suffix"), [("gpkg", ".gpkg"), ("shapefile", ".zip")])
def test_vector_files_in_zone_9_come_out_as_they_went_in(
    database: Connection, tmp_path: Path, format_name: str, suffix: str
) -> None:
    rows = [{key: cell for key, cell in row.items() if key not in {"緯度", "経度"}}
            for row in sample_rows("56")]  # fmt: skip
    points = tuple(Point(139.49 + i / 1000, 35.34) for i in range(5))
    source = write(tmp_path / f"in{suffix}", rows, format_name, points=points, crs="EPSG:6677")
    load(database, source)
    target = tmp_path / f"out{suffix}"
    export_file(database, FACILITIES, Destination(target, format_name, "EPSG:6677"))
    before, after = read_table(source), read_table(target)
    assert before.geometries is not None
    assert after.geometries is not None
    for first, second, one, other in zip(
        before.rows, after.rows, before.geometries, after.geometries, strict=True
    ):
        assert {column: second[column] for column in before.columns} == first
        assert one is not None
        assert other is not None
        assert one.distance(other) < 1e-8
    assert counts(load(database, target)) == (0, 0, 5, 0)


def test_the_same_file_again_changes_nothing_and_no_revision(
    database: Connection, tmp_path: Path
) -> None:
    source = write(tmp_path / "a.csv", sample_rows("56"))
    assert counts(load(database, source)) == (5, 0, 0, 0)
    revision = select(
        text("revision, features FROM layers.revisions WHERE layer = 'public_facilities'")
    )
    before = database.execute(revision).one()
    outcome = load(database, source)
    assert counts(outcome) == (0, 0, 5, 0)
    assert outcome.difference.is_empty
    assert database.execute(revision).one() == before


def test_an_import_is_one_revision_of_its_layer(database: Connection, tmp_path: Path) -> None:
    revision = select(text("revision FROM layers.revisions WHERE layer = 'public_facilities'"))
    before = database.scalar(revision)
    load(database, write(tmp_path / "a.csv", sample_rows("56")))
    assert database.scalar(revision) == before + 1


def test_a_dry_run_shows_the_difference_and_changes_nothing(
    database: Connection, tmp_path: Path
) -> None:
    rows = sample_rows("56")
    load(database, write(tmp_path / "a.csv", rows))
    rows[0] |= {"説明": "別の説明", "緯度": "35.35"}
    changed = write(tmp_path / "b.csv", [rows[0], *rows[2:], rows[4] | {"ID": "new", "名称": "新"}])
    outcome = load(database, changed, dry_run=True)
    assert not outcome.applied
    assert counts(outcome) == (1, 1, 3, 1)
    (change,) = outcome.difference.changed
    assert change.before.keys() == {"description", "geom"}
    lines = "\n".join(describe(FACILITIES, outcome))
    assert "1 new, 1 changed, 3 unchanged, 1 not in the file" in lines
    assert "別の説明" in lines
    assert database.scalar(select(func.count()).select_from(PublicFacility)) == 5
    assert counts(load(database, changed)) == (1, 1, 3, 1)
    assert counts(load(database, changed, delete_missing=True)) == (0, 0, 5, 1)
    assert counts(load(database, changed)) == (0, 0, 5, 0)


def test_one_refused_row_keeps_all_out_unless_they_may_be_skipped(
    database: Connection, tmp_path: Path
) -> None:
    rows = sample_rows("56")
    rows[3]["経度"] = "1e300"
    source = write(tmp_path / "a.csv", rows)
    outcome = load(database, source)
    assert not outcome.applied
    assert [report.line for report in outcome.conversion.refused] == [5]
    assert database.scalar(select(func.count()).select_from(PublicFacility)) == 0
    assert load(database, source, skip_refused=True).applied
    assert database.scalar(select(func.count()).select_from(PublicFacility)) == 4


def test_a_file_speaks_only_of_its_own_columns(database: Connection, tmp_path: Path) -> None:
    load(database, write(tmp_path / "a.csv", sample_rows("56")))
    partial: list[dict[str, Cell]] = [{"ID": "sample-0", "名称": "見本会館改", "収容人数": "40"}]
    outcome = load(database, write(tmp_path / "b.csv", partial))
    (change,) = outcome.difference.changed
    assert change.after == {"name_ja": "見本会館改", "capacity": 40}
    row = database.execute(
        select(PublicFacility.phone, PublicFacility.capacity, PublicFacility.precision)
        .where(PublicFacility.id == "sample-0")
    ).one()  # fmt: skip
    assert row == ("0466-00-0000", 40, "exact")


def test_hours_are_stored_as_minutes_of_the_week(database: Connection, tmp_path: Path) -> None:
    load(database, write(tmp_path / "a.csv", sample_rows("56")))
    saturday_14 = 5 * 1440 + 14 * 60
    is_open = select(func.count()).where(
        text("layers.public_facilities.open_minutes @> :minute").bindparams(minute=saturday_14)
    ).select_from(PublicFacility)  # fmt: skip
    assert database.scalar(is_open) == 5


def test_district_and_town_follow_from_the_address(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load(database, write(tmp_path / "a.csv", sample_rows("56")), city=city)
    places = select(PublicFacility.district, PublicFacility.source).distinct()
    assert database.execute(places).all() == [("藤沢", "a.csv")]


def test_a_row_without_id_is_the_stored_one_of_the_same_name_and_address(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    rows: list[dict[str, Cell]] = [
        {
            "名称": "藤沢市役所本庁舎",
            "住所": "神奈川県藤沢市朝日町１番地の１",
            "電話番号": "0466-00-0000",
        },
        {"名称": "見本の館", "住所": "藤沢市見本町1", "電話番号": None},
    ]
    outcome = load(database, write(tmp_path / "a.csv", rows))
    assert [change.feature.id for change in outcome.difference.changed] == ["fujisawa-city-hall"]
    assert len(outcome.difference.new) == 1
    assert counts(outcome)[3] == 58


def test_text_that_is_dangerous_elsewhere_is_only_text(
    database: Connection, tmp_path: Path
) -> None:
    names = [
        "{{ 7*7 }}",
        "${alert(1)}",
        "</script>",
        "'; DROP TABLE layers.venues; --",
        "\\N",
        "\\.",
    ]
    rows: list[dict[str, Cell]] = [
        {"ID": f"a{i}", "名称": name, "備考": name} for i, name in enumerate(names)
    ]
    load(database, write(tmp_path / "a.csv", rows))
    stored = select(PublicFacility.name_ja).order_by(PublicFacility.id)
    assert database.scalars(stored).all() == names


def test_bundled_layers_are_exported_and_imported_without_any_change(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    for layer_id in ("public_facilities", "citizen_centers", "universities", "stations",
                     "districts", "towns"):  # fmt: skip
        layer = get_layer(layer_id)
        for suffix in (".csv", ".geojson"):
            if suffix == ".csv" and layer_id in {"districts", "towns"}:
                continue  # areas have no columns of latitude and longitude
            path = tmp_path / f"{layer_id}{suffix}"
            export_file(database, layer, Destination(path))
            outcome = load(database, path, layer_id)
            assert outcome.conversion.refused == (), layer_id
            assert outcome.difference.is_empty, [c.after for c in outcome.difference.changed][:3]


def test_an_imported_outline_of_a_district_is_no_longer_approximate(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    area = box(139.40, 35.38, 139.42, 35.40)
    path = write(tmp_path / "a.gpkg", [{"名称": "御所見"}], "gpkg", points=(area,), crs="EPSG:6677")
    outcome = load(database, path, "districts")
    assert counts(outcome) == (0, 1, 0, 12)
    row = database.execute(
        text("SELECT approximate, population, ST_AsGeoJSON(geom) FROM layers.districts"
             " WHERE name_ja = '御所見'")
    ).one()  # fmt: skip
    assert row[:2] == (False, 18_060)
    assert shape(json.loads(row[2])).symmetric_difference(area).area < 1e-9


def test_an_outline_of_the_city_reshapes_what_is_approximate(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    own = box(139.40, 35.38, 139.42, 35.40)
    load(database, write(tmp_path / "own.gpkg", [{"名称": "御所見"}], "gpkg", points=(own,)),
         "districts")  # fmt: skip
    outline = box(139.42, 35.31, 139.50, 35.42)
    path = write(tmp_path / "city.geojson", [{"name": "藤沢市"}], "geojson", points=(outline,))
    import_outline(database, path, Choices(city=city))
    shapes = database.execute(text("SELECT name_ja, ST_AsBinary(geom) FROM layers.districts"))
    areas = {row.name_ja: shapely.from_wkb(bytes(row[1])) for row in shapes}
    assert areas["御所見"].symmetric_difference(own).area < 1e-9
    assert outline.buffer(1e-5).contains(areas["藤沢"])
    assert database.scalar(text("SELECT sum(population) FROM layers.towns")) == 445_283


def test_outlines_of_whole_towns_are_filled_by_their_blocks(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    outline = box(139.4440, 35.3260, 139.4520, 35.3360)
    path = write(tmp_path / "t.geojson", [{"town": "辻堂"}], "geojson", points=(outline,))
    import_base_towns(database, path, Choices(city=city))
    together = database.scalar(
        text("SELECT ST_AsBinary(ST_Union(geom)) FROM layers.towns WHERE base_town = '辻堂'")
    )
    assert shapely.from_wkb(bytes(together)).symmetric_difference(outline).area < 1e-7
    with pytest.raises(Refused, match="no town"):
        import_base_towns(
            database,
            write(tmp_path / "x.geojson", [{"town": "見本町"}], "geojson", points=(outline,)),
            Choices(city=city),
        )


def test_a_new_town_without_an_outline_is_refused(database: Connection, tmp_path: Path) -> None:
    outcome = load(database, write(tmp_path / "a.csv", [{"ID": "x", "名称": "見本町"}]), "towns")
    assert not outcome.applied
    assert len(outcome.conversion.refused) == 1


def test_staff_import_with_the_rights_of_the_writer(databases: Databases, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", sample_rows("56"))
    with databases.writer.begin() as connection:
        assert counts(load(connection, path)) == (5, 0, 0, 0)
    with databases.web.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(PublicFacility)) == 5


def test_whole_towns_keep_the_outline_of_the_city_that_came_before(
    database: Connection, tmp_path: Path, city: City
) -> None:
    load_city(database, city)
    outline, town = box(139.42, 35.31, 139.50, 35.42), box(139.4440, 35.3260, 139.4520, 35.3360)
    first = write(tmp_path / "c.geojson", [{"name": "藤沢市"}], "geojson", points=(outline,))
    import_outline(database, first, Choices(city=city))
    second = write(tmp_path / "t.geojson", [{"town": "辻堂"}], "geojson", points=(town,))
    import_base_towns(database, second, Choices(city=city))
    binary = database.scalar(
        text("SELECT ST_AsBinary(ST_Union(geom)) FROM layers.towns WHERE base_town = '湘南台'")
    )
    assert outline.buffer(1e-5).contains(shapely.from_wkb(bytes(binary)))
