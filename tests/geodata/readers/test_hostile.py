"""Files that try to read others, or to use up the machine, are refused."""

import json
import zipfile
from pathlib import Path

import pytest

from geodata.notes import Unreadable
from geodata.readers import read_table
from geodata.readers.limits import Limits
from geodata.readers.options import Options
from geodata.readers.sandbox import environment

SECRET = "id,password\n1,correct horse\n"


@pytest.fixture
def vrt(tmp_path: Path) -> str:
    """A VRT that reads a local CSV file, as GDAL would with all its drivers."""
    secret = tmp_path / "secret.csv"
    secret.write_text(SECRET)
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        f'<SrcDataSource relativeToVRT="0">{secret}</SrcDataSource>'
        "<SrcLayer>secret</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.gpkg", "a.shp", "a.vrt", "a"])
def test_a_vrt_of_any_name_is_not_a_vector_file(tmp_path: Path, vrt: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(vrt)
    with pytest.raises(Unreadable) as caught:
        read_table(path)
    assert "horse" not in str(caught.value)


def test_a_vrt_named_csv_is_only_its_own_text(tmp_path: Path, vrt: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(vrt)
    table = read_table(path)
    assert "horse" not in repr(table)


@pytest.mark.parametrize("names", [("a.shp", "a.dbf"), ("a.gpkg",), ("a.geojson",)])
def test_a_vrt_in_a_zip_is_refused(tmp_path: Path, vrt: str, names: tuple[str, ...]) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, vrt)
    with pytest.raises(Unreadable):
        read_table(path)


def test_the_child_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPSERVICE_SECRET_KEY", "correct horse")
    assert "correct horse" not in repr(environment())
    assert not [name for name in environment() if name.startswith("MAPSERVICE")]
    assert {"OGR_VRT", "CSV", "SQLite", "WFS", "HTTP"} <= set(environment()["OGR_SKIP"].split(","))


def write_zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"../a.csv": b"a\n1\n"}, "outside itself"),
        ({"/etc/a.csv": b"a\n1\n"}, "outside itself"),
        ({"..\\a.csv": b"a\n1\n"}, "outside itself"),
        ({"a.csv": b"a\n" + b"0" * 3_000_000}, "times its size"),
        ({f"{i}.txt": b"" for i in range(200)}, "entries"),
        ({"a.csv": b"a\n", "b.csv": b"a\n"}, "several"),
        ({"readme.md": b"nothing"}, "holds no"),
        ({"a.shp": b"x"}, "lacks"),
    ],
)
def test_zip_files_that_are_traps_are_refused(
    tmp_path: Path, entries: dict[str, bytes], words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        read_table(write_zip(tmp_path / "a.zip", entries))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(Unreadable, match="link"):
        read_table(tmp_path / "a.zip")


def test_a_zip_that_lies_about_its_sizes_is_stopped_while_unpacking(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.csv": b"a\n1\n" * 1000})
    with pytest.raises(Unreadable, match="unpacks to more"):
        read_table(path, Options(limits=Limits(zip_bytes=100)))


def test_deep_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 200_000 + "]" * 200_000 + "}")
    with pytest.raises(Unreadable):
        read_table(path)


def test_a_file_larger_than_memory_allows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"a": "x" * 1000}, "geometry": None}
    features = ",".join([json.dumps(feature)] * 100_000)
    path.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')
    with pytest.raises(Unreadable, match="memory"):
        read_table(path, Options(limits=Limits(memory_bytes=300 * 2**20)))


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n" * 100)
    with pytest.raises(Unreadable, match="larger than"):
        read_table(path, Options(limits=Limits(file_bytes=100)))


@pytest.mark.parametrize(
    "text", ["NaN", '{"type":"FeatureCollection","features":[1]}', "[]", "{", '{"type":"Point"}']
)
def test_json_that_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(Unreadable):
        read_table(path)
