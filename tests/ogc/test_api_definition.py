"""The API definition is valid OpenAPI, complete, and true: schemathesis tries what it says."""

from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from tests.factories import add_district, add_venue
from tests.ogc.conftest import Ask

EXAMPLES = 25
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
    schemathesis.checks.negative_data_rejection,
]


@pytest.mark.usefixtures("database")
def test_req_oas30_definition_names_every_resource(ask: Ask) -> None:
    paths = ask("/ogc/api")["paths"]
    assert ask("/ogc/api")["openapi"].startswith("3.0")
    for collection in ask("/ogc/collections")["collections"]:
        base = f"/collections/{collection['id']}"
        for path in ("", "/items", "/items/{featureId}", "/queryables", "/schema", "/nearest",
                     "/tiles"):  # fmt: skip
            assert f"{base}{path}" in paths
    operations = [
        operation["operationId"] for item in paths.values() for operation in item.values()
    ]
    assert len(operations) == len(set(operations))


@pytest.mark.usefixtures("three")
def test_every_declared_parameter_is_taken_and_every_taken_one_is_declared(
    client: FlaskClient, ask: Ask
) -> None:
    for path, item in ask("/ogc/api")["paths"].items():
        if "{" in path:
            continue
        declared = {parameter["name"] for parameter in item["get"]["parameters"]}
        answer = client.get(f"/ogc{path}?surely-unknown=1")
        assert answer.status_code == 400, path
        allowed = answer.get_json(force=True)["allowed"]
        assert all(name in allowed for name in declared), path


@pytest.mark.parametrize("collection", ["public_facilities", "venues", "districts"])
def test_schemathesis_finds_no_failure(
    server: str, client: FlaskClient, database: Connection, collection: str
) -> None:
    add_venue(database, id="a", capacity=10, equipment=["椅子"])
    add_district(database, "六会", id="d")
    document = client.get("/ogc/api").get_json(force=True)
    document["paths"] = {
        path: item
        for path, item in document["paths"].items()
        if not path.startswith("/collections/") or path.split("/")[2] == collection
    }
    schema = schemathesis.openapi.from_dict(document)
    operations: Any = schema.get_all_operations()
    tried = [operation.ok() for operation in operations]
    assert len(tried) > 15
    for operation in tried:
        _try(operation, server)


def _try(operation: Any, server: str) -> None:
    """Ask with values that the definition allows, and with some that it does not."""
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    strategy = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def ask(case: Any) -> None:
        case.call_and_validate(base_url=server, checks=CHECKS)

    ask()
