"""Abstract tests of OGC API - Features Part 3 (19-079r2) and CQL2 (21-065r2)."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, text

from tests.factories import add_venue
from tests.ogc.conftest import FACILITIES, Ask
from tests.ogc.test_features_core import ids

ITEMS = f"{FACILITIES}/items"
SQUARE = "POLYGON((139.44 35.34,139.46 35.34,139.46 35.36,139.44 35.36,139.44 35.34))"


@pytest.fixture
def four(three: Connection) -> Connection:
    """`three` and `café`, with dates one month apart."""
    add_venue(
        three, id="cafe", name_ja="Café A_B%", name_en="Café", at=(139.42, 35.35), capacity=7,
        checked_on="2026-04-01", verified=True, wheelchair="yes", url="https://example.org/it's",
    )  # fmt: skip
    three.execute(text("ALTER TABLE layers.public_facilities DISABLE TRIGGER touch"))
    for number, name in enumerate(("a", "b", "c", "cafe", "nowhere"), start=1):
        three.execute(
            text(
                "UPDATE layers.public_facilities SET created_at = :first, updated_at = :last"
                " WHERE id = :name"
            ),
            {
                "name": name,
                "first": f"2026-0{number}-01T00:00Z",
                "last": f"2026-0{number}-11T00:00Z",
            },
        )
    return three


CASES: list[tuple[str, str]] = [
    # Basic CQL2
    ("capacity = 20", "b"),
    ("capacity <> 20", "a c cafe"),
    ("20 > capacity", "a cafe"),
    ("capacity >= 20.0", "b c"),
    ("capacity < 10.5", "a cafe"),
    ("name_ja = '場所a'", "a"),
    ("\"name_ja\" = '場所a'", "a"),
    ("name_en = 'Caf\u00e9'", "cafe"),
    ("url = 'https://example.org/it''s'", "cafe"),
    ("url = 'https://example.org/it\\'s'", "cafe"),
    ("verified = TRUE", "cafe"),
    ("verified", "cafe"),
    ("NOT verified AND capacity > 10", "b c"),
    ("TRUE", "a b c cafe nowhere"),
    ("FALSE", ""),
    ("capacity IS NULL", "nowhere"),
    ("capacity IS NOT NULL AND NOT capacity = 10", "b c cafe"),
    ("capacity = 10 OR capacity = 20 AND name_ja = 'x'", "a"),
    ("(capacity = 10 OR capacity = 20) AND name_ja <> '場所a'", "b"),
    ("checked_on = DATE('2026-04-01')", "cafe"),
    ("checked_on >= DATE('2026-04-02')", ""),
    ("updated_at > TIMESTAMP('2026-03-11T00:00:00Z')", "cafe nowhere"),
    ("updated_at = TIMESTAMP('2026-03-11T09:00:00+09:00')", "c"),
    ("notable IS NULL", "400"),
    # Advanced comparison operators
    ("name_ja LIKE '場所%'", "a b c"),
    ("name_ja LIKE '場所_'", "a b c"),
    ("name_ja NOT LIKE '場所%'", "cafe nowhere"),
    ("name_ja LIKE '%A\\_B\\%'", "cafe"),
    ("name_ja LIKE '%A\\_\\_%'", ""),
    ("capacity BETWEEN 10 AND 20", "a b"),
    ("capacity NOT BETWEEN 10 AND 20", "c cafe"),
    ("capacity IN (10, 30)", "a c"),
    ("capacity NOT IN (10, 30)", "b cafe"),
    ("name_ja IN ('場所a')", "a"),
    # Case- and accent-insensitive comparison
    ("CASEI(name_en) = CASEI('CAF\u00c9')", "cafe"),
    ("ACCENTI(name_en) = ACCENTI('Cafe')", "cafe"),
    ("CASEI(ACCENTI(name_en)) LIKE CASEI(ACCENTI('CAF%'))", "cafe"),
    ("CASEI(name_en) IN (CASEI('CAF\u00c9'), CASEI('x'))", "cafe"),
    ("ACCENTI(name_ja) = 'ば'", ""),
    # Spatial functions
    ("S_INTERSECTS(geom, POINT(139.45 35.35))", "b"),
    (f"S_INTERSECTS(geom, {SQUARE})", "b"),
    (f"S_INTERSECTS({SQUARE}, geom)", "b"),
    ("S_INTERSECTS(geom, BBOX(139.39, 35.3, 139.46, 35.4))", "a b cafe"),
    (f"S_WITHIN(geom, {SQUARE})", "b"),
    (f"S_CONTAINS({SQUARE}, geom)", "b"),
    (f"S_DISJOINT(geom, {SQUARE})", "a c cafe"),
    ("S_EQUALS(geom, POINT(139.45 35.35))", "b"),
    ("S_TOUCHES(geom, LINESTRING(139.45 35.35, 139.46 35.35))", "b"),
    ("S_CROSSES(geom, LINESTRING(139.4 35.35, 139.5 35.35))", ""),
    ("S_OVERLAPS(geom, POINT(139.45 35.35))", ""),
    ("S_INTERSECTS(geom, MULTIPOINT((139.4 35.35), (139.5 35.35)))", "a c"),
    ("S_INTERSECTS(geom, MULTIPOINT(139.4 35.35, 139.5 35.35))", "a c"),
    (
        "S_INTERSECTS(geom, GEOMETRYCOLLECTION(POINT(139.4 35.35), "
        "LINESTRING(139.5 35, 139.5 36)))",
        "a c",
    ),
    (
        "S_INTERSECTS(geom, POLYGON Z((139.44 35.34 1,139.46 35.34 1,"
        "139.45 35.37 1,139.44 35.34 1)))",
        "b",
    ),
    # Temporal functions; each record is the interval from the 1st to the 11th of its month
    ("T_AFTER(updated_at, DATE('2026-03-11'))", "cafe nowhere"),
    ("T_BEFORE(updated_at, TIMESTAMP('2026-02-11T00:00:00Z'))", "a"),
    ("T_EQUALS(updated_at, TIMESTAMP('2026-02-11T00:00:00Z'))", "b"),
    ("T_DISJOINT(updated_at, INTERVAL('2026-02-01', '2026-04-30'))", "a nowhere"),
    ("T_INTERSECTS(updated_at, INTERVAL('2026-02-11T00:00:00Z', '..'))", "b c cafe nowhere"),
    ("T_INTERSECTS(updated_at, INTERVAL('..', '2026-02-11T00:00:00Z'))", "a b"),
    ("T_DURING(updated_at, INTERVAL('2026-02-01', '2026-03-01'))", "b"),
    ("T_CONTAINS(INTERVAL(created_at, updated_at), TIMESTAMP('2026-02-05T00:00:00Z'))", "b"),
    ("T_DURING(INTERVAL(created_at, updated_at), INTERVAL('2026-01-31', '2026-02-12'))", "b"),
    ("T_STARTS(INTERVAL(created_at, updated_at), INTERVAL('2026-02-01', '2026-02-12'))", "b"),
    ("T_STARTEDBY(INTERVAL(created_at, updated_at), INTERVAL('2026-02-01', '2026-02-02'))", "b"),
    ("T_FINISHES(INTERVAL(created_at, updated_at), INTERVAL('2026-01-01', '2026-02-11'))", "b"),
    ("T_FINISHEDBY(INTERVAL(created_at, updated_at), INTERVAL('2026-02-05', '2026-02-11'))", "b"),
    ("T_MEETS(INTERVAL(created_at, updated_at), INTERVAL('2026-02-11', '2026-02-12'))", "b"),
    ("T_METBY(INTERVAL(created_at, updated_at), INTERVAL('2026-01-01', '2026-02-01'))", "b"),
    ("T_OVERLAPS(INTERVAL(created_at, updated_at), INTERVAL('2026-02-05', '2026-02-20'))", "b"),
    ("T_OVERLAPPEDBY(INTERVAL(created_at, updated_at), INTERVAL('2026-01-20', '2026-02-05'))", "b"),
    # Array functions
    ("A_CONTAINS(equipment, ('椅子', 'a'))", "a"),
    ("A_CONTAINS(equipment, ('椅子'))", "a b c"),
    ("A_CONTAINEDBY(equipment, ('椅子', 'a', 'b'))", "a b"),
    ("A_EQUALS(equipment, ('c', '椅子'))", "c"),
    ("A_OVERLAPS(equipment, ('a', 'c'))", "a c"),
    # Property-property, arithmetic
    ("name_ja = name_ja", "a b c cafe nowhere"),
    ("created_at < updated_at", "a b c cafe nowhere"),
    ("capacity + 10 = 20", "a"),
    ("capacity * 2 - 10 > 30", "c"),
    ("capacity / 4 = 2.5", "a"),
    ("capacity div 4 = 2", "a"),
    ("capacity % 7 = 6", "b"),
    ("capacity ^ 2 = 400", "b"),
    ("-capacity < -20", "c"),
    ("capacity = 5 * (1 + 3)", "b"),
    ("capacity / 0 = 1", ""),
    ("capacity > 99999999999999999999", ""),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.usefixtures("four")
def test_cql2_text_selects(client: FlaskClient, expression: str, expected: str) -> None:
    answer = client.get(ITEMS, query_string={"filter": expression, "limit": "100"})
    if expected == "400":
        assert answer.status_code == 400
        return
    assert answer.status_code == 200, answer.text
    document = answer.get_json(force=True)
    assert ids(document) == expected.split()
    assert document["numberMatched"] == len(expected.split())


def op(name: str, *args: Any) -> dict[str, Any]:
    return {"op": name, "args": list(args)}


CAPACITY = {"property": "capacity"}
JSON_CASES: list[tuple[Any, str]] = [
    (op("=", CAPACITY, 20), "b"),
    (op("and", op(">", CAPACITY, 8), op("<>", CAPACITY, 20)), "a c"),
    (op("not", op("isNull", CAPACITY)), "a b c cafe"),
    (op("like", {"property": "name_ja"}, "場所%"), "a b c"),
    (op("between", CAPACITY, 10, 20), "a b"),
    (op("in", CAPACITY, [10, 30]), "a c"),
    (op("=", op("casei", {"property": "name_en"}), op("casei", "CAF\u00c9")), "cafe"),
    (op("s_intersects", {"property": "geom"},
        {"type": "Point", "coordinates": [139.45, 35.35]}), "b"),
    (op("s_within", {"property": "geom"}, {"bbox": [139.44, 35.3, 139.46, 35.4]}), "b"),
    (op("s_intersects", {"property": "geom"}, {"type": "GeometryCollection", "geometries": [
        {"type": "Point", "coordinates": [139.45, 35.35]},
        {"type": "MultiPolygon", "coordinates": [[[[139.49, 35], [139.51, 35], [139.5, 36],
                                                   [139.49, 35]]]]}]}), "b c"),
    (op("t_after", {"property": "updated_at"}, {"timestamp": "2026-03-11T00:00:00Z"}),
     "cafe nowhere"),
    (op("t_during", {"interval": [{"property": "created_at"}, {"property": "updated_at"}]},
        {"interval": ["2026-01-31", "2026-02-12"]}), "b"),
    (op("=", {"property": "checked_on"}, {"date": "2026-04-01"}), "cafe"),
    (op("a_contains", {"property": "equipment"}, ["椅子", "a"]), "a"),
    (op("=", op("*", CAPACITY, 2), 40), "b"),
    (op("=", {"property": "verified"}, True), "cafe"),
    (True, "a b c cafe nowhere"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), JSON_CASES)
@pytest.mark.usefixtures("four")
def test_cql2_json_selects(ask: Ask, expression: Any, expected: str) -> None:
    document = ask(ITEMS, filter=json.dumps(expression), filter_lang="cql2-json", limit="100")
    assert ids(document) == expected.split()


REFUSED = [
    "", "capacity", "capacity =", "= 1", "capacity = 'x'", "name_ja = 1", "capacity == 1",
    "name_ja LIKE", "name_ja LIKE 'a\\\\\\'", "name_ja LIKE name_en", "capacity LIKE '1%'",
    "capacity IN ()", "capacity IN 1", "capacity BETWEEN 1", "equipment = 'a'",
    "equipment IN ('a')",
    "pg_sleep(10) = 1", "pg_sleep(10)", "CASEI(pg_sleep(10)) = 'a'", "version() = 'x'",
    "extra IS NULL", "search_key LIKE '%'", "revision > 0", "\"id\"\" OR 1=1\" = 1", "id = 'a'",
    "capacity = 1; DROP TABLE layers.venues", "capacity = 1 -- x", "1 = 1 UNION SELECT 1",
    "S_INTERSECTS(geom, 'x')", "S_INTERSECTS(capacity, POINT(1 1))", "S_INTERSECTS(geom)",
    "S_INTERSECTS(geom, POINT(1))", "S_INTERSECTS(geom, POINT(1 1 1 1))", "S_BUFFER(geom, 1)",
    "S_INTERSECTS(geom, POINT(181 0))", "S_INTERSECTS(geom, POINT(1e9 0))",
    "S_INTERSECTS(geom, POLYGON((0 0,1 1,0 1,1 0,0 0)))", "S_INTERSECTS(geom, POLYGON((0 0,1 1)))",
    "S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(2 2, 3 3)))",
    "S_INTERSECTS(geom, BBOX(1, 2, 3))", "T_AFTER(capacity, DATE('2026-01-01'))",
    "T_AFTER(updated_at, DATE('2026-02-30'))", "updated_at > TIMESTAMP('x')",
    "T_DURING(updated_at, INTERVAL('x', '..'))", "A_CONTAINS(equipment, (1, 2))",
    "A_CONTAINS(capacity, ('a'))", "'a' + 1 = 2", "NOT", "NOT NOT TRUE", "verified = 1",
    "opening_hours IS NULL", "rooms = 'x'", "NOT " * 900 + "TRUE", "-" * 4000 + "1 = 1",
    "(" * 33 + "TRUE" + ")" * 33, "(" * 30, "(" * 2000, "capacity" + " + 1" * 900 + " = 1",
    "capacity ^ 1000 > 1", "(0 - capacity) ^ 0.5 = 1",
    "capacity = " + "1" * 4096, "capacity = 1e99999", "'" * 3, "\"", "１ = 1",
]  # fmt: skip


@pytest.mark.parametrize("expression", REFUSED, ids=lambda text_: text_[:40])
@pytest.mark.usefixtures("four")
def test_what_is_no_filter_is_400_and_says_so(client: FlaskClient, expression: str) -> None:
    answer = client.get(ITEMS, query_string={"filter": expression, "limit": "100"})
    assert answer.status_code == 400, expression
    assert answer.get_json(force=True)["parameter"] == "filter"


@pytest.mark.parametrize(
    "expression",
    ["{", "null", "[]", "{}", "1", '"x"', '{"op": 1, "args": []}', '{"op": "="}',
     '{"op": "=", "args": [1]}', '{"op": "=", "args": [NaN, 1]}', '{"op":"=","args":[1e999,1]}',
     '{"op": "pg_sleep", "args": [10]}', '{"property": 1}', '{"property": "extra"}',
     '{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":[1]}]}',
     '{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":"x"}]}',
     '{"op":"s_intersects","args":[{"property":"geom"},{"type":"Circle","coordinates":[1,1]}]}',
     '{"op":"s_intersects","args":[{"property":"geom"},{"type":"GeometryCollection"}]}',
     '{"op":"not","args":[' * 40 + "true" + "]}" * 40, "[" * 2000, '{"a":' * 600],
)  # fmt: skip
@pytest.mark.usefixtures("four")
def test_what_is_no_json_filter_is_400(client: FlaskClient, expression: str) -> None:
    query = {"filter": expression, "filter-lang": "cql2-json"}
    answer = client.get(ITEMS, query_string=query)
    assert answer.status_code == 400, expression[:60]
    assert answer.get_json(force=True)["parameter"] == "filter"


@pytest.mark.usefixtures("four")
def test_thirty_two_levels_are_read_and_thirty_three_are_not(client: FlaskClient) -> None:
    for depth, status in ((32, 200), (33, 400)):
        expression = "(" * depth + "TRUE" + ")" * depth
        assert client.get(ITEMS, query_string={"filter": expression}).status_code == status


@pytest.mark.usefixtures("four")
def test_four_kilobytes_are_read_and_one_byte_more_is_not(client: FlaskClient) -> None:
    for size, status in ((4096, 200), (4097, 400)):
        expression = "name_ja = '" + "x" * (size - 12) + "'"
        assert len(expression) == size
        assert client.get(ITEMS, query_string={"filter": expression}).status_code == status


@pytest.mark.usefixtures("four")
def test_req_filter_crs_reads_geometries_in_its_axis_order(ask: Ask) -> None:
    system = "http://www.opengis.net/def/crs/EPSG/0/4326"
    expression = "S_INTERSECTS(geom, BBOX(35.34, 139.44, 35.36, 139.46))"
    assert ids(ask(ITEMS, filter=expression, filter_crs=system)) == ["b"]
    metres = "S_DISJOINT(geom, BBOX(-73000, -34000, -72500, -33000))"
    zone = "http://www.opengis.net/def/crs/EPSG/0/6677"
    assert "b" in ids(ask(ITEMS, filter=metres, filter_crs=zone))


@pytest.mark.usefixtures("four")
def test_req_queryables_are_exactly_what_filters_may_name(ask: Ask, client: FlaskClient) -> None:
    document = ask(f"{FACILITIES}/queryables")
    assert document["additionalProperties"] is False
    for name in document["properties"]:
        answer = client.get(ITEMS, query_string={"filter": f'"{name}" IS NULL'})
        assert answer.status_code == 200, name


def test_filters_of_venues_reach_every_layer(ask: Ask, four: Connection) -> None:
    add_venue(four, "universities", id="u", capacity=20)
    found = ask("/ogc/collections/venues/items", filter="capacity = 20")
    assert ids(found) == ["public_facilities:b", "universities:u"]
