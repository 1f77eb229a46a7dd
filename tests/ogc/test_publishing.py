"""The nightly files and their catalogue."""

import gzip
import json
from pathlib import Path

import geopandas
import mapbox_vector_tile
import pytest
from click import Context
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from pmtiles.reader import MmapSource, Reader
from sqlalchemy import Connection

from mapservice.cli import main
from mapservice.database.engine import Databases, Target
from mapservice.ogc.collections import all_collections
from mapservice.ogc.commands import publish_command
from mapservice.ogc.publishing.files import WRITERS, publish
from mapservice.ogc.service import PUBLISHED
from mapservice.settings import Settings
from tests.factories import add_venue
from tests.ogc.test_tiles import tile_at


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    app.extensions[PUBLISHED] = tmp_path / "published"
    return tmp_path / "published"


def test_every_collection_is_a_file_in_every_format(
    databases: Databases, three: Connection, folder: Path
) -> None:
    assert not three.closed
    files = publish(databases.prepared, folder)
    names = {f"{collection.id}.{ending}" for collection in all_collections() for ending in WRITERS}
    assert {entry.name for entry in files} == names
    assert {path.name for path in folder.iterdir()} == names | {"manifest.json"}
    document = json.loads((folder / "public_facilities.geojson").read_text(encoding="utf-8"))
    assert [feature["id"] for feature in document["features"]] == ["a", "b", "c", "nowhere"]
    assert document["license"] == "CC-BY-4.0"
    for ending in ("gpkg", "geojson"):
        assert len(geopandas.read_file(folder / f"public_facilities.{ending}")) == 4


def test_only_what_changed_is_written_again(
    databases: Databases, three: Connection, folder: Path
) -> None:
    before = {entry.name: entry for entry in publish(databases.prepared, folder)}
    kept = (folder / "universities.csv").stat().st_mtime_ns
    add_venue(three, id="new")
    after = {entry.name: entry for entry in publish(databases.prepared, folder)}
    assert (folder / "universities.csv").stat().st_mtime_ns == kept
    assert after["public_facilities.csv"].sha256 != before["public_facilities.csv"].sha256
    assert after["venues.csv"].sha256 != before["venues.csv"].sha256


@pytest.mark.usefixtures("three")
def test_pmtiles_hold_the_tiles_with_attribution(databases: Databases, folder: Path) -> None:
    publish(databases.prepared, folder)
    with (folder / "public_facilities.pmtiles").open("rb") as file:
        reader = Reader(MmapSource(file))
        assert reader.metadata()["attribution"]
        row, col = tile_at(139.45, 35.35, 14)
        body = gzip.decompress(reader.get(14, col, row))
    (feature,) = mapbox_vector_tile.decode(body)["public_facilities"]["features"]
    assert feature["properties"]["id"] == "b"


@pytest.mark.usefixtures("three")
def test_files_are_listed_served_and_continued_by_range(
    client: FlaskClient, databases: Databases, folder: Path
) -> None:
    publish(databases.prepared, folder)
    listed = client.get("/ogc/files").get_json(force=True)["links"]
    assert len(listed) == len(all_collections()) * len(WRITERS)
    path = "/ogc/files/public_facilities.csv"
    whole = client.get(path, buffered=True)
    assert whole.data == (folder / "public_facilities.csv").read_bytes()
    part = client.get(path, headers={"Range": "bytes=0-2"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"\xef\xbb\xbf")
    again = client.get(path, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    assert client.get("/ogc/files?f=html").status_code == 200


@pytest.mark.parametrize("name", ["manifest.json", "nope.csv", "..%2fmanifest.json", "."])
@pytest.mark.usefixtures("three")
def test_nothing_but_published_files_is_served(
    client: FlaskClient, databases: Databases, folder: Path, name: str
) -> None:
    publish(databases.prepared, folder)
    assert client.get(f"/ogc/files/{name}").status_code == 404


@pytest.mark.usefixtures("three")
def test_catalogue_describes_every_dataset_with_licence_and_files(
    client: FlaskClient, databases: Databases, folder: Path
) -> None:
    publish(databases.prepared, folder)
    document = client.get("/ogc/catalogue").get_json(force=True)
    datasets = {dataset["dct:identifier"]: dataset for dataset in document["dcat:dataset"]}
    assert set(datasets) == {collection.id for collection in all_collections()}
    distributions = datasets["public_facilities"]["dcat:distribution"]
    assert len(distributions) == 1 + len(WRITERS)
    assert distributions[1]["dct:license"] == [
        {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    ]
    assert datasets["public_facilities"]["dct:modified"]


def test_the_command_writes_the_files_of_a_database(target: Target, tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"postgresql://postgres@/{target.address.database}"
        f"?host={target.address.query['host']}",
        data_dir=tmp_path,
        secret_key="for tests only",
    )
    done = CliRunner().invoke(publish_command, ["--folder", str(tmp_path / "files")], obj=settings)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "files" / "venues.pmtiles").is_file()
    assert "publish" in main.list_commands(Context(main))
