"""HTTP as it should be: validators, encodings, methods, other sites."""

import gzip

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tests.factories import add_venue
from tests.ogc.conftest import FACILITIES

ITEMS = f"{FACILITIES}/items"
CACHED = [FACILITIES, ITEMS, f"{ITEMS}/a", f"{ITEMS}?f=csv", f"{ITEMS}?f=html",
          f"{ITEMS}?f=jsonfg", f"{FACILITIES}/nearest?lon=139&lat=35",
          f"{FACILITIES}/tiles/WebMercatorQuad/0/0/0"]  # fmt: skip
OTHERS = ["/ogc/", "/ogc/api", "/ogc/collections", "/ogc/conformance", f"{FACILITIES}/queryables",
          f"{FACILITIES}/schema", f"{FACILITIES}/tiles", "/ogc/styles"]  # fmt: skip


@pytest.mark.parametrize("path", CACHED)
def test_unchanged_data_is_304_and_changed_data_is_not(
    client: FlaskClient, three: Connection, path: str
) -> None:
    first = client.get(path, buffered=True)
    tag = first.headers["ETag"]
    assert tag.startswith('"'), "strong"
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag
    assert "Cache-Control" in again.headers
    since = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    three.execute(text("UPDATE layers.public_facilities SET capacity = 99 WHERE id = 'a'"))
    changed = client.get(path, headers={"If-None-Match": tag}, buffered=True)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


@pytest.mark.parametrize("path", OTHERS)
@pytest.mark.usefixtures("three")
def test_documents_have_validators_too(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", CACHED + OTHERS)
@pytest.mark.usefixtures("three")
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    got, head = client.get(path, buffered=True), client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "ETag"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("encoding", "decode"),
    [
        ("gzip", gzip.decompress),
        ("br", brotli.decompress),
        ("zstd", lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body)),
    ],
)
@pytest.mark.usefixtures("three")
def test_bodies_are_encoded_as_the_client_asks_each_with_its_own_tag(
    client: FlaskClient, encoding: str, decode: object
) -> None:
    plain = client.get(ITEMS)
    encoded = client.get(ITEMS, headers={"Accept-Encoding": encoding})
    assert encoded.headers["Content-Encoding"] == encoding
    assert callable(decode)
    assert decode(encoded.data) == plain.data
    assert len(encoded.data) < len(plain.data) / 2
    assert encoded.headers["ETag"] != plain.headers["ETag"]
    assert encoded.headers["ETag"].startswith('"')
    assert "Accept-Encoding" in encoded.headers["Vary"]
    again = {"Accept-Encoding": encoding, "If-None-Match": encoded.headers["ETag"]}
    assert client.get(ITEMS, headers=again).status_code == 304


@pytest.mark.usefixtures("three")
def test_equal_requests_have_equal_bytes(client: FlaskClient) -> None:
    assert client.get(ITEMS).data == client.get(ITEMS).data


@pytest.mark.usefixtures("three")
def test_pages_of_other_sites_may_read(client: FlaskClient) -> None:
    answer = client.get(ITEMS, headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Crs" in answer.headers["Access-Control-Expose-Headers"]
    preflight = client.options(ITEMS, headers={"Origin": "https://example.org",
                                               "Access-Control-Request-Method": "GET"})  # fmt: skip
    assert preflight.status_code == 200
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    failed = client.get(f"{ITEMS}?foo=1", headers={"Origin": "https://example.org"})
    assert failed.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("three")
def test_links_are_in_the_header_as_in_the_body(client: FlaskClient) -> None:
    answer = client.get(f"{ITEMS}?limit=1")
    following = next(
        link["href"] for link in answer.get_json(force=True)["links"] if link["rel"] == "next"
    )
    assert f'<{following}>; rel="next"' in answer.headers["Link"]


@pytest.mark.usefixtures("three")
def test_no_cookie_is_set(client: FlaskClient) -> None:
    for path in CACHED + OTHERS:
        assert "Set-Cookie" not in client.get(path, buffered=True).headers


@pytest.mark.usefixtures("three")
def test_files_can_be_continued_by_range(client: FlaskClient) -> None:
    whole = client.get(f"{ITEMS}?f=parquet", buffered=True)
    part = client.get(f"{ITEMS}?f=parquet", headers={"Range": "bytes=4-11"}, buffered=True)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert part.status_code == 206
    assert len(part.data) == 8


def test_nothing_is_told_of_one_layer_by_the_tag_of_another(
    client: FlaskClient, three: Connection
) -> None:
    tag = client.get("/ogc/collections/universities/items").headers["ETag"]
    add_venue(three, id="new")
    again = client.get("/ogc/collections/universities/items", headers={"If-None-Match": tag})
    assert again.status_code == 304
