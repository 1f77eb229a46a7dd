"""Other programs ask `/ogc/processes`."""

import itertools
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection

from tests.planning.assessment.worlds import add_two_districts, load_bundled

Json = dict[str, Any]


def execute(client: FlaskClient, process: str, **inputs: Any) -> Json:
    response = client.post(f"/en/ogc/processes/{process}/execution", json={"inputs": inputs})
    assert response.status_code == 200, response.get_data(as_text=True)
    answer: Json = response.get_json()
    return answer


def test_every_process_is_listed_and_described(client: FlaskClient) -> None:
    listed = client.get("/ogc/processes").get_json()["processes"]
    assert [each["id"] for each in listed] == ["gap-analysis", "siting"]
    for each in listed:
        described = client.get(each["links"][0]["href"]).get_json()
        assert described["inputs"]["minutes"]["schema"]["default"] == 15
        assert described["outputs"]


def test_the_gap_is_the_pages_gap(client: FlaskClient, database: Connection) -> None:
    load_bundled(database)
    found = execute(client, "gap-analysis", minutes=15, area=["north"])["assessment"]
    (area,) = [row for row in found["groups"] if (row["area"], row["band"]) == ("area", "all")]
    assert area["people"] == pytest.approx(133_593)
    assert found["data_date"] == "2025-05-01"
    assert found["candidates"][0]["rank"] == 1
    assert "missing_point" in {each["code"] for each in found["cautions"]}
    page = client.get("/en/planning?sure=no").get_data(as_text=True)
    assert f"{area['beyond_15']:,.0f} of 133,593" in page


@pytest.mark.parametrize("problem", ["p-median", "p-center", "mclp"])
def test_two_new_places_are_proven_best(
    client: FlaskClient, database: Connection, problem: str
) -> None:
    load_bundled(database)
    found = execute(client, "siting", problem=problem, new=2)["solution"]
    assert found["outcome"] == "optimal"
    assert found["gap"] <= 1e-6
    assert len(found["new"]) == 2


def test_one_covering_place_is_the_first_of_the_ranking(
    client: FlaskClient, database: Connection
) -> None:
    load_bundled(database)
    ranked = execute(client, "gap-analysis")["assessment"]["candidates"]
    (chosen,) = execute(client, "siting", problem="mclp", new=1)["solution"]["new"]
    assert chosen["id"] == ranked[0]["id"]
    gains = [each["newly_within"] for each in ranked]
    assert all(one >= other for one, other in itertools.pairwise(gains))


@pytest.mark.parametrize(
    ("process", "body"),
    [
        ("siting", b"{"),
        ("siting", b"[]"),
        ("siting", b'{"inputs": 3}'),
        ("siting", b"[" * 50_000),
        ("siting", json.dumps({"inputs": {"new": 0}}).encode()),
        ("siting", json.dumps({"inputs": {"problem": "luck"}}).encode()),
        ("siting", json.dumps({"inputs": {"minutes": {"deep": []}}}).encode()),
        ("siting", json.dumps({"inputs": {"new": True}}).encode()),
        ("gap-analysis", json.dumps({"inputs": {"new": 2}}).encode()),
        ("gap-analysis", json.dumps({"inputs": {"area": ["\ud800"]}}).encode()),
    ],
)
def test_a_bad_question_is_refused_saying_what_is_allowed(
    client: FlaskClient, database: Connection, process: str, body: bytes
) -> None:
    add_two_districts(database)
    response = client.post(f"/ogc/processes/{process}/execution", data=body)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.get_json()["allowed"]


def test_a_process_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ogc/processes/luck").status_code == 404
    assert client.post("/ogc/processes/luck/execution", json={}).status_code == 404
