"""What a writer writes, the reader reads back: every format, every common CRS."""

import zipfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, box
from shapely.geometry.base import BaseGeometry

from geodata.notes import Unreadable
from geodata.readers import read_table
from geodata.readers.options import Options
from geodata.table import Cell, Source, Table
from geodata.writers import WRITERS, write_table
from geodata.writers.shapefile_fields import TEXT_BYTES, pieces
from geodata.writers.text import to_cp932

SUFFIXES = {"csv": ".csv", "csv-cp932": ".csv", "tsv": ".tsv", "geojson": ".geojson",
            "gpkg": ".gpkg", "shapefile": ".zip"}  # fmt: skip
VECTOR = ["geojson", "gpkg", "shapefile"]
COLUMNS = (
    "ID",
    "名称",
    "スロープ、エレベータ、エスカレータ",
    "スロープ、エレベータ、その他",
    "収容人数",
)
ROWS: tuple[dict[str, Cell], ...] = (
    {"ID": "a-1", "名称": "髙﨑～㈱①会館", COLUMNS[2]: "○", COLUMNS[3]: None, "収容人数": 30},
    {"ID": "a-2", "名称": "長い" * 200 + " 終わり", COLUMNS[2]: None, COLUMNS[3]: "×",
     "収容人数": None},
)  # fmt: skip
POINTS: tuple[BaseGeometry | None, ...] = (Point(139.487293, 35.338882), None)


def table_of(geometries: tuple[BaseGeometry | None, ...] | None = POINTS) -> Table:
    return Table(COLUMNS, ROWS, (1, 2), Source("a", "test", "utf-8"), geometries)


@pytest.mark.parametrize("format_name", WRITERS)
def test_every_cell_survives_every_format(tmp_path: Path, format_name: str) -> None:
    path = tmp_path / f"a{SUFFIXES[format_name]}"
    write_table(table_of(), path, format_name=format_name)
    again = read_table(path)
    assert again.columns == COLUMNS
    texts = [{key: None if cell is None else str(cell) for key, cell in row.items()}
             for row in again.rows]  # fmt: skip
    assert texts == [{key: None if cell is None else str(cell) for key, cell in row.items()}
                     for row in ROWS]  # fmt: skip


@pytest.mark.parametrize("format_name", VECTOR)
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:6668", "EPSG:6677", "EPSG:6669", "EPSG:3857"])
def test_points_come_back_to_the_centimetre_from_every_crs(
    tmp_path: Path, format_name: str, crs: str
) -> None:
    path = tmp_path / f"a{SUFFIXES[format_name]}"
    write_table(table_of(), path, format_name=format_name, crs=crs)
    again = read_table(path)
    assert again.source.crs == crs
    assert again.geometries is not None
    point, nothing = again.geometries
    assert nothing is None
    assert point is not None
    assert point.distance(POINTS[0]) < 1e-7


@pytest.mark.parametrize("format_name", VECTOR)
def test_areas_come_back_as_they_were(tmp_path: Path, format_name: str) -> None:
    areas: tuple[BaseGeometry, ...] = (
        MultiPolygon([box(139.4, 35.3, 139.41, 35.31), box(139.42, 35.3, 139.43, 35.31)]),
        box(139.44, 35.3, 139.45, 35.31),
    )
    path = tmp_path / f"a{SUFFIXES[format_name]}"
    write_table(table_of(areas), path, format_name=format_name, crs="EPSG:6677")
    again = read_table(path)
    assert again.geometries is not None
    for before, after in zip(areas, again.geometries, strict=True):
        assert after is not None
        assert before.symmetric_difference(after).area < 1e-9


def cp932_shapefile(path: Path, *, cpg: str | None, prj: bool = True) -> Path:
    """A zipped Shapefile as Japanese programs write it: cp932 texts in the .dbf."""
    shape = path.parent / "古い.shp"
    pyogrio.raw.write(
        shape,
        shapely.to_wkb(np.array([Point(-31_000.0, -73_000.0)], object)),
        [np.array(["髙﨑会館①"], object)],
        ["名称"],
        geometry_type="Point",
        crs="EPSG:6677",
        driver="ESRI Shapefile",
        encoding="cp932",
    )
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(path.parent.glob("古い.*")):
            if part.suffix == ".cpg" or (part.suffix == ".prj" and not prj):
                continue
            archive.write(part, f"データ/{part.name}")
        if cpg:
            archive.writestr("データ/古い.cpg", cpg)
    return path


@pytest.mark.parametrize("cpg", [None, "CP932", "Shift_JIS", "UTF-8"])
def test_cp932_attributes_are_read_whatever_the_file_beside_them_says(
    tmp_path: Path, cpg: str | None
) -> None:
    table = read_table(cp932_shapefile(tmp_path / "a.zip", cpg=cpg))
    assert table.rows == ({"名称": "髙﨑会館①"},)
    assert table.source.encoding == "cp932"
    assert table.geometries is not None
    assert shapely.distance(table.geometries[0], Point(139.492, 35.342)) < 0.01


def test_metres_without_a_crs_are_refused_until_it_is_named(tmp_path: Path) -> None:
    path = cp932_shapefile(tmp_path / "a.zip", cpg=None, prj=False)
    with pytest.raises(Unreadable, match="coordinate reference system"):
        read_table(path)
    named = read_table(path, Options(crs="EPSG:6677"))
    assert named.geometries is not None
    assert named.geometries[0] is not None


def test_what_cp932_lacks_is_replaced_and_reported_by_cell() -> None:
    table = Table(("名称",), ({"名称": "𠮷野家🍚〜"}, {"名称": "吉野家"}), (1, 2),
                  Source("a", "test", "utf-8"))  # fmt: skip
    encoded, report = to_cp932(table)
    assert encoded.decode("cp932").splitlines() == ["名称", "〓野家〓～", "吉野家"]
    assert [(item.row, item.column, item.characters) for item in report.unencodable] == [
        (1, "名称", "𠮷🍚")
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_long_texts_fall_into_pieces_that_join_again(text: str) -> None:
    parts = pieces(text)
    assert "".join(parts) == text
    assert all(len(part.encode()) <= TEXT_BYTES for part in parts)


@settings(max_examples=6, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs"]), min_size=1, max_size=90),
            st.floats(122, 154),
            st.floats(20, 46),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(VECTOR),
)
def test_any_names_and_points_survive_vector_formats(
    tmp_path_factory: pytest.TempPathFactory,
    places: list[tuple[str, float, float]],
    format_name: str,
) -> None:
    rows: tuple[dict[str, Cell], ...] = tuple({"名称": name} for name, _, _ in places)
    points = tuple(Point(lon, lat) for _, lon, lat in places)
    table = Table(("名称",), rows, tuple(range(len(rows))), Source("a", "t", "utf-8"), points)
    path = tmp_path_factory.mktemp("any") / f"a{SUFFIXES[format_name]}"
    write_table(table, path, format_name=format_name)
    again = read_table(path)
    assert again.rows == rows
    assert again.geometries is not None
    assert all(a is not None and a.distance(b) < 1e-9
               for a, b in zip(again.geometries, points, strict=True))  # fmt: skip
