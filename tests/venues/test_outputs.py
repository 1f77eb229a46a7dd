"""Every output of one search: what programs, spreadsheets, paper and mail get."""

import csv
import io
import json
import re
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from mapservice.folium_pages import UnknownLink, inline_files
from mapservice.venues.views import results
from tests.factories import HERE, add_district, add_group, add_station, add_venue
from tests.venues.conftest import Json

ATOM = {"a": "http://www.w3.org/2005/Atom"}
EVIL = ["{{ 7*7 }}", "${alert(1)}", "</script><script>alert(1)</script>", "<img src=x onerror=a()>",
        "{% raw %}", "&lt;b&gt;", "=1+1"]  # fmt: skip


def test_geojson_holds_every_venue_with_what_is_known(database: Connection, ask: Json) -> None:
    add_venue(database, id="one", name_ja="一", wheelchair="yes", capacity=5)
    add_venue(database, id="two", name_ja="二", at=None)
    document = ask("/?f=geojson")
    assert (document["type"], document["numberMatched"], document["numberReturned"]) == (
        "FeatureCollection", 2, 2,
    )  # fmt: skip
    one, two = document["features"]
    assert one["geometry"] == {"type": "Point", "coordinates": list(HERE)}
    assert one["properties"]["wheelchair"] == "yes"
    assert one["properties"]["step_free"] == "unknown"
    assert one["properties"]["url"] == "http://localhost/places/public_facilities/one"
    assert two["geometry"] is None


def test_csv_is_what_spreadsheets_read(database: Connection, client: FlaskClient) -> None:
    add_venue(database, name_ja="一,二", name_kana="イチ", phone="0466-00-0000", wheelchair="yes")
    add_group(database, name_ja="団体", sample=True)
    response = client.get("/?f=csv")
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [row["名称"] for row in rows] == ["一,二", "団体"]
    assert rows[0]["名称_カナ"] == "イチ"
    assert rows[0]["電話番号"] == "0466-00-0000"
    assert (float(rows[0]["経度"]), float(rows[0]["緯度"])) == HERE
    assert rows[0]["車椅子可"] != rows[1]["車椅子可"]
    assert rows[1]["見本"]
    assert rows[0]["レイヤー"] == "公共施設"


def test_what_cp932_lacks_is_told_and_nothing_else_is_lost(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database, name_ja="①髙﨑～㈱", name_kana="ア")
    add_venue(database, name_ja="鷗と🎹の家", name_kana="イ")
    response = client.get("/?f=csv-cp932")
    lines = response.data.decode("cp932").split("\r\n")
    assert any("①髙﨑～㈱" in line for line in lines)
    assert any("〓" in line for line in lines[1:3])
    assert "🎹" in unquote(response.headers["X-Unencodable-Characters"])
    assert lines[-2].startswith('"')
    assert "2" in lines[-2]


def test_cp932_that_holds_everything_has_no_note(database: Connection, client: FlaskClient) -> None:
    add_venue(database, name_ja="会館")
    response = client.get("/?f=csv-cp932")
    assert response.headers["X-Unencodable-Characters"] == ""
    assert len(response.data.decode("cp932").strip().split("\r\n")) == 2


def test_the_feed_tells_what_is_new_newest_first(database: Connection, client: FlaskClient) -> None:
    add_venue(database, id="old", name_ja="古い", updated_at="2026-01-01T00:00:00Z",
              created_at="2026-01-01T00:00:00Z")  # fmt: skip
    add_venue(database, id="new", name_ja="<新しい> & \u0007", updated_at="2026-02-01T00:00:00Z",
              created_at="2026-01-01T00:00:00Z")  # fmt: skip
    response = client.get("/?f=atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    titles = [entry.findtext("a:title", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert titles == ["<新しい> & ", "古い"]
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-02-01T00:00:00+00:00"


def test_paper_has_numbers_a_map_and_a_code_to_the_live_page(
    database: Connection, client: FlaskClient
) -> None:
    add_district(database, "片瀬")
    add_station(database, "湘南台")
    add_venue(database, name_ja="会館 & <b>", capacity=30, wheelchair="yes")
    add_venue(database, name_ja="点なし", at=None)
    page = client.get("/?f=print&wheelchair=yes&unknown=wheelchair").get_data(as_text=True)
    assert "会館 &amp; &lt;b&gt;" in page
    assert page.count("<svg") >= 2
    assert 'class="m-point"' in page
    assert 'class="m-district"' in page
    assert "湘南台駅" in page
    assert 'class="qr"' in page
    assert "http://localhost/?wheelchair=yes" in page
    assert not re.search(r"<svg[^>]*style=", page)


@pytest.mark.parametrize("name", EVIL)
def test_no_name_runs_in_the_file_that_is_sent_by_mail(
    database: Connection, client: FlaskClient, name: str
) -> None:
    add_venue(database, name_ja=name, address=name, kind=None)
    add_district(database, name)
    page = client.get("/?f=file").get_data(as_text=True)
    content = re.findall(r'<script type="application/json" id="content">(.*?)</script>', page)
    assert len(content) == 1
    data = json.loads(content[0])
    assert [venue["name"] for venue in data["venues"]] == [name]
    # What was given in comes out as it was given in, and stands nowhere else in the file.
    rest = page.replace(content[0], "")
    assert name not in rest
    assert '"49"' not in page
    assert ">49<" not in page
    assert page.count("<script") == page.count("</script>")


def test_the_file_asks_for_nothing_outside_itself(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database)
    response = client.get("/?f=file")
    assert "attachment" in response.headers["Content-Disposition"]
    page = response.get_data(as_text=True)
    assert "default-src 'none'" in page
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(
        r"""(src|href)\s*=""", re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    )
    assert not re.search(r"url\((?!data:)", markup)
    assert "L.map(" in page


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://cdn.example/leaflet.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example/x.css"/>',
        "<img src='https://cdn.example/x.png'>",
        "<style>@import 'x.css'</style><link rel=icon href=/x.ico>",
    ],
)
def test_a_file_with_an_unknown_link_is_not_made(page: str) -> None:
    with pytest.raises(UnknownLink):
        inline_files(page)


def test_every_output_has_the_venues_of_the_same_search(
    database: Connection, client: FlaskClient
) -> None:
    add_venue(database, name_ja="残る会館", wheelchair="yes")
    add_venue(database, name_ja="消える会館", wheelchair="no")
    for output in ("html", "geojson", "csv", "csv-cp932", "atom", "print", "file"):
        response = client.get(f"/?f={output}&wheelchair=yes&q={quote('会館')}")
        charset = "cp932" if output == "csv-cp932" else "utf-8"
        text = response.data.decode(charset)
        assert "残る会館" in text, output
        assert "消える会館" not in text, output


def test_samples_say_so_in_every_output(database: Connection, client: FlaskClient) -> None:
    add_venue(database, "vacant_shops", id="s", name_ja="試しの店", sample=True)
    for output in ("html", "csv", "atom", "print", "file"):
        assert "見本" in client.get(f"/?f={output}").data.decode("utf-8"), output
    assert '"sample":true' in client.get("/?f=geojson").get_data(as_text=True)
    assert "見本" in client.get("/places/vacant_shops/s").get_data(as_text=True)


def test_an_output_that_is_cut_says_so(
    database: Connection, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_venue(database)
    add_venue(database)
    assert client.get("/?f=csv").headers["X-Complete"] == "yes"
    represent, _ = results.OUTPUTS["csv"]
    monkeypatch.setitem(results.OUTPUTS, "csv", (represent, 1))
    assert client.get("/?f=csv").headers["X-Complete"] == "no"
