"""What tests of the citizen's map ask, in short words."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

Names = Callable[[str], list[str]]
Json = Callable[[str], Any]


@pytest.fixture
def ask(client: FlaskClient) -> Json:
    """The JSON of an address, which must be there."""

    def get(address: str) -> Any:
        response = client.get(address)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json(force=True)

    return get


@pytest.fixture
def found(ask: Json) -> Names:
    """Names of the venues that a query finds, in their order."""

    def names(query: str) -> list[str]:
        document = ask(f"/?{query}&f=geojson")
        return [feature["properties"]["name_ja"] for feature in document["features"]]

    return names
