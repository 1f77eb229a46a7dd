"""Any filter that the grammar can make: an answer or 400, and SQL whose shape no literal decides.

More cases offline: `MAPSERVICE_FUZZ_CASES=1000000 pytest tests/ogc/test_cql2_fuzz.py`.
"""

import json
import os
import re
from decimal import Decimal

import pglast
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from mapservice.ogc.collections import get_collection
from mapservice.ogc.cql2 import compile_filter
from mapservice.ogc.items import ItemsRequest, select_items
from mapservice.ogc.reference_systems import CRS84
from mapservice.ogc.representations import geojson
from mapservice.ogc.statements import compile_statement
from mapservice.problems import BadParameter
from tests.ogc.conftest import FACILITIES

CASES = int(os.environ.get("MAPSERVICE_FUZZ_CASES", "600"))
MANY = settings(max_examples=CASES, deadline=None, derandomize=CASES <= 5000,
                suppress_health_check=list(HealthCheck))  # fmt: skip
FEW = settings(MANY, max_examples=max(200, CASES // 10))

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
# Before a quote, a backslash escapes it (21-065r2, B.3).
texts = texts.filter(lambda text: not text.endswith("\\") and "\\'" not in text)
quoted = texts.map(lambda text: "'" + text.replace("'", "''") + "'")
numbers = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.decimals(-1000, 1000, places=3).map(str),
    st.sampled_from(["1e5", "1.5E-3", ".5", "5.", "0"]),
)
instants = st.one_of(
    st.dates().map(lambda day: f"DATE('{day}')"),
    st.datetimes().map(lambda time: f"TIMESTAMP('{time.isoformat(timespec='seconds')}Z')"),
)
names = st.sampled_from(
    ["name_ja", "capacity", "equipment", "checked_on", "verified", "updated_at", "geom", "kind",
     '"name_en"', "opening_hours", "nope", "日本"]
)  # fmt: skip
positions = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(
    lambda pair: f"{Decimal(str(round(pair[0], 5))):f} {Decimal(str(round(pair[1], 5))):f}"
)


def joined(strategy: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(strategy, min_size=least, max_size=most).map(", ".join)


geometries = st.one_of(
    positions.map(lambda at: f"POINT({at})"),
    joined(positions, 2, 4).map(lambda at: f"LINESTRING({at})"),
    st.lists(positions, min_size=3, max_size=5).map(
        lambda ring: f"POLYGON(({', '.join([*ring, ring[0]])}))"
    ),
    joined(positions.map(lambda at: f"({at})"), 1, 3).map(lambda at: f"MULTIPOINT({at})"),
    st.tuples(positions, positions).map(lambda pair: f"BBOX({', '.join(' '.join(pair).split())})"),
)
spans = st.tuples(instants | st.just("'..'") | names, instants | st.just("'..'") | names).map(
    lambda ends: f"INTERVAL({ends[0]}, {ends[1]})"
)
lists = joined(quoted, 0, 3).map(lambda items: f"({items})")
values = st.one_of(
    names, quoted, numbers, instants, geometries, spans, lists, st.sampled_from(["TRUE", "false"])
)


def extended(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    functions = st.sampled_from(
        ["CASEI", "ACCENTI", "S_INTERSECTS", "S_WITHIN", "S_CROSSES", "T_AFTER", "T_DURING",
         "A_CONTAINS", "A_EQUALS", "pg_sleep", "upper"]
    )  # fmt: skip
    signs = st.sampled_from(
        ["=", "<>", "<", ">", "<=", ">=", "AND", "OR", "+", "-", "*", "/", "%", "div", "^",
         "LIKE", "NOT LIKE", "IN"]
    )  # fmt: skip
    return st.one_of(
        st.tuples(inner, signs, inner).map(" ".join),
        st.tuples(functions, pair).map(lambda call: f"{call[0]}({call[1][0]}, {call[1][1]})"),
        st.tuples(functions, inner).map(lambda call: f"{call[0]}({call[1]})"),
        inner.map(lambda value: f"NOT {value}"),
        inner.map(lambda value: f"({value})"),
        inner.map(lambda value: f"{value} IS NOT NULL"),
        st.tuples(inner, inner, inner).map(lambda v: f"{v[0]} BETWEEN {v[1]} AND {v[2]}"),
    )


expressions = st.recursive(values, extended, max_leaves=8)
likely = st.one_of(
    st.tuples(st.sampled_from(["name_ja", "kind"]), st.sampled_from(["=", "<", "LIKE"]), quoted)
    .map(" ".join),
    st.tuples(st.just("capacity"), st.sampled_from(["=", "<", "+ 1 >", "^ 2 <", "/ 3 ="]), numbers)
    .map(" ".join),
    st.tuples(st.sampled_from(["=", ">"]), instants).map(lambda v: f"updated_at {v[0]} {v[1]}"),
    geometries.map(lambda geometry: f"S_INTERSECTS(geom, {geometry})"),
    lists.map(lambda items: f"A_OVERLAPS(equipment, {items})"),
    lists.map(lambda items: f"kind IN {items}"),
    spans.map(lambda span: f"T_INTERSECTS(updated_at, {span})"),
)  # fmt: skip


def sql_of(expression: str, language: str = "cql2-text") -> tuple[str, dict[str, object]] | None:
    """The statement of a filter and its bound values; None where it is refused."""
    collection = get_collection("public_facilities")
    try:
        condition = compile_filter(collection, expression, language, CRS84)
    except BadParameter:
        return None
    request = ItemsRequest(collection, 10, filter=condition, fields=(), question=(("filter", "x"),))
    statement = compile_statement(select_items(request, geojson.written(request)))
    return statement.sql, dict(statement.values)


def hour(instant: str) -> str:
    return "T00:00:00Z" if instant.startswith("TIMESTAMP") else ""


def shape(sql: str) -> str:
    """The statement as PostgreSQL's own parser sees it, without values' numbers and places."""
    tree = json.loads(pglast.parser.parse_sql_json(sql))
    return re.sub(r'"(location|stmt_len|number)": ?-?\d+,?', "", json.dumps(tree))


@MANY
@given(st.one_of(expressions, likely, st.text(max_size=40)))
def test_any_text_compiles_or_is_refused_to_one_select(expression: str) -> None:
    found = sql_of(expression)
    if found is not None:
        statements = pglast.parse_sql(found[0])
        assert len(statements) == 1
        assert type(statements[0].stmt).__name__ == "SelectStmt"
        called = set(re.findall(r"([a-z_]+)\(", found[0].lower()))
        assert "pg_sleep" not in called
        assert "upper" not in called


HOSTILE = ["x", "'; DROP TABLE layers.venues; --", "\\x", "%", "$1", "' OR ''='", "名前", ")"]


@MANY
@given(
    st.sampled_from(HOSTILE) | texts,
    st.sampled_from(
        [
            "name_ja = {}",
            "kind IN ({}, {})",
            "CASEI(name_ja) = CASEI({})",
            "A_CONTAINS(equipment, ({}, {}))",
            "{} = name_en",
        ]
    ),
)
def test_no_text_literal_decides_the_shape_of_the_statement(text: str, template: str) -> None:
    plain = sql_of(template.format(*["'plain'"] * 2))
    other = sql_of(template.format(*["'" + text.replace("'", "''") + "'"] * 2))
    assert plain
    assert other
    assert other[0] == plain[0]
    assert shape(other[0]) == shape(plain[0])


@FEW
@given(numbers, instants, geometries)
def test_no_number_time_or_geometry_is_in_the_text_of_the_statement(
    number: str, instant: str, geometry: str
) -> None:
    for template, literal, plain in (
        ("capacity + 1 > {}", number, "7.25"),
        (
            "T_AFTER(updated_at, {})",
            instant,
            f"{instant.split('(', maxsplit=1)[0]}('2026-01-01{hour(instant)}')",
        ),
        ("S_INTERSECTS(geom, {})", geometry, "POINT(1 1)"),
    ):
        found, usual = sql_of(template.format(literal)), sql_of(template.format(plain))
        if found and usual:
            assert re.sub(r"\$\d+(::INTEGER)?|CAST\(\$\d+ AS NUMERIC\)", "?", found[0]) == re.sub(
                r"\$\d+(::INTEGER)?|CAST\(\$\d+ AS NUMERIC\)", "?", usual[0]
            )


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | texts
    | st.sampled_from([{"property": "capacity"}, {"property": "geom"}, {"date": "2026-01-01"},
                       {"bbox": [139, 35, 140, 36]}, {"interval": ["..", ".."]}]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.fixed_dictionaries({
            "op": st.sampled_from(["and", "or", "not", "=", "<", "like", "in", "between", "isNull",
                                   "+", "/", "casei", "s_intersects", "t_after", "a_contains",
                                   "x"]),
            "args": st.lists(inner, max_size=3),
        }),
        st.dictionaries(st.sampled_from(["type", "coordinates", "property", "op"]), inner),
    ),
    max_leaves=8,
)  # fmt: skip


@MANY
@given(json_values.map(json.dumps) | st.text(max_size=30))
def test_any_json_compiles_or_is_refused_to_one_select(expression: str) -> None:
    found = sql_of(expression, "cql2-json")
    if found is not None:
        assert len(pglast.parse_sql(found[0])) == 1


@pytest.fixture
def facilities(three: Connection) -> Connection:
    return three


@FEW
@given(expression=st.one_of(likely, expressions))
@pytest.mark.usefixtures("facilities")
def test_the_database_answers_every_filter_or_it_is_400(
    client: FlaskClient, expression: str
) -> None:
    answer = client.get(f"{FACILITIES}/items", query_string={"filter": expression, "limit": "1"})
    assert answer.status_code in (200, 400), answer.text
