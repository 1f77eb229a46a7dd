"""Programs that people use, against the running service: GDAL, pyogrio's newer GDAL, OWSLib."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest
from owslib.ogcapi.features import Features
from sqlalchemy import Connection

from tests.factories import add_venue

NEW_GDAL = """
import json, sys
import pyogrio
options = json.loads(sys.argv[3])
if "bbox" in options:
    options["bbox"] = tuple(options["bbox"])
frame = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2], **options)
points = [[round(p.x, 4), round(p.y, 4)] if p else None for p in frame.geometry]
print(json.dumps({"ids": list(frame["id"]), "points": points, "crs": frame.crs.to_epsg()}))
"""


def run(*command: str, **environment: str) -> str:
    """What the program says; its debugging lines too, to see what it asked for."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **environment, "CPL_DEBUG": "ON", "no_proxy": "*"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def ogr(*arguments: str, **environment: str) -> str:
    assert shutil.which("ogrinfo"), "gdal-bin is missing"
    return run("ogrinfo", "-ro", *arguments, **environment)


def new_gdal(server: str, layer: str = "public_facilities", **options: Any) -> Any:
    output = run(sys.executable, "-c", NEW_GDAL, f"OAPIF:{server}", layer, json.dumps(options))
    return json.loads(next(line for line in output.splitlines() if line.startswith('{"ids"')))


@pytest.mark.usefixtures("three")
def test_gdal_lists_every_collection(server: str) -> None:
    output = ogr(f"OAPIF:{server}")
    for name in ("venues", "public_facilities", "districts"):
        assert name in output


def test_gdal_reads_every_page(server: str, three: Connection) -> None:
    for number in range(20):
        add_venue(three, id=f"more-{number:02}")
    output = ogr(f"OAPIF:{server}", "public_facilities", "-oo", "PAGE_SIZE=5")
    assert output.count("OGRFeature(public_facilities)") == 24
    assert output.count("token=") >= 4
    assert "Feature Count: 24" in output


@pytest.mark.usefixtures("three")
def test_gdal_pushes_down_the_box(server: str) -> None:
    output = ogr(f"OAPIF:{server}", "public_facilities", "-spat", "139.44", "35", "139.46", "36")
    assert "bbox=" in output
    assert output.count("OGRFeature(public_facilities)") == 1


@pytest.mark.usefixtures("three")
def test_gdal_pushes_down_attribute_filters_as_cql(server: str) -> None:
    output = ogr(
        f"OAPIF:{server}", "public_facilities", "-where", "capacity > 15 AND name_ja = '場所b'",
        OGR_OAPIF_ALLOW_CQL_TEXT="YES",
    )  # fmt: skip
    assert output.count("OGRFeature(public_facilities)") == 1
    assert "filter=" in output


@pytest.mark.usefixtures("three")
def test_newer_gdal_reads_pages_boxes_filters_and_systems(server: str) -> None:
    assert new_gdal(server)["ids"] == ["a", "b", "c", "nowhere"]
    assert new_gdal(server, bbox=[139.44, 35, 139.46, 36])["ids"] == ["b"]
    assert new_gdal(server, where="capacity >= 20")["ids"] == ["b", "c"]
    assert new_gdal(server)["points"][1] == [139.45, 35.35]
    zone = new_gdal(server, CRS="EPSG:6677", where="capacity = 20")
    assert zone["crs"] == 6677
    east, north = zone["points"][0]
    assert -36000 < east < -34000
    assert -73000 < north < -71000


@pytest.mark.usefixtures("three")
def test_owslib_reads_collections_items_queryables_and_filters(server: str) -> None:
    client = Features(server)
    assert "public_facilities" in client.feature_collections()
    assert "capacity" in client.collection_queryables("public_facilities")["properties"]
    items = client.collection_items("public_facilities", limit=2, bbox=[139.39, 35, 139.46, 36])
    assert [feature["id"] for feature in items["features"]] == ["a", "b"]
    filtered = client.collection_items("public_facilities", filter="capacity = 30")
    assert [feature["id"] for feature in filtered["features"]] == ["c"]
    assert client.collection_item("public_facilities", "b")["properties"]["capacity"] == 20
    assert client.conformance()["conformsTo"]
