"""How files reach a browser: once, small, and only those that the policy allows."""

import gzip
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from mapservice.assets import STATIC, digest, module_names
from mapservice.headers import hash_source

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def visitor(application: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of pages that ask nothing of the database; it closes the files that it gets."""
    visitor = application.test_client()

    def get(*arguments: Any, **options: Any) -> Response:
        with FlaskClient.get(visitor, *arguments, **options) as answer:
            answer.get_data()
            return answer

    monkeypatch.setattr(visitor, "get", get)
    return visitor


def test_a_file_with_its_hash_is_kept_for_ever(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/static/css/base.css?v={digest('css/base.css')}")
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?v=", "?v=of-another-day"])
def test_a_file_without_its_hash_is_asked_for_anew(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/static/css/base.css{query}").headers["Cache-Control"] == "no-cache"


def test_text_is_sent_compressed_to_those_who_take_it(visitor: FlaskClient) -> None:
    plain = visitor.get("/static/css/base.css").data
    answer = visitor.get("/static/css/base.css", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.data) == plain
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain) / 2


def test_pictures_are_not_compressed_again(visitor: FlaskClient) -> None:
    assert "Content-Encoding" not in visitor.get("/static/icons/icon-180.png", headers=GZIP).headers


def test_a_file_that_is_known_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/static/css/base.css", headers=GZIP)
    again = visitor.get(
        "/static/css/base.css", headers=GZIP | {"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not again.data


def test_the_policy_allows_the_import_map_of_the_page_and_nothing_inline(
    visitor: FlaskClient,
) -> None:
    answer = visitor.get("/offline")
    found = re.search(r'<script type="importmap">(.*?)</script>', answer.text)
    assert found
    policy = answer.headers["Content-Security-Policy"]
    assert hash_source(found[1]) in policy
    assert "unsafe" not in policy
    assert "style=" not in answer.text
    assert not re.search(r"<[^>]+\son\w+=", answer.text)


def test_every_module_of_ours_is_in_the_import_map(visitor: FlaskClient) -> None:
    page = visitor.get("/en/offline").text
    for name in module_names():
        assert f"/static/{name}?v={digest(name)}" in page


def test_only_one_module_and_the_worker_ask_the_network() -> None:
    asking = {
        path.name
        for path in STATIC.rglob("*.js")
        if "third_party" not in path.parts
        and re.search(r"\bfetch\(|XMLHttpRequest|sendBeacon", path.read_text(encoding="utf-8"))
    }
    assert asking == {"http.js", "service-worker.js"}


@pytest.mark.parametrize(("prefix", "scope"), [("", "/"), ("/en", "/en/"), ("/easy", "/easy/")])
def test_the_service_can_be_put_among_the_programs_of_a_telephone(
    visitor: FlaskClient, prefix: str, scope: str
) -> None:
    answer = visitor.get(f"{prefix}/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert answer.json is not None
    assert answer.json["scope"] == answer.json["start_url"] == scope
    for icon in answer.json["icons"]:
        assert visitor.get(icon["src"]).status_code == 200


def test_the_worker_keeps_files_that_exist(visitor: FlaskClient) -> None:
    source = visitor.get("/service-worker.js").text
    kept = re.findall(r'"(/static/[^"]+)"', source)
    assert len(kept) > 10
    for address in kept:
        assert visitor.get(address).status_code == 200
