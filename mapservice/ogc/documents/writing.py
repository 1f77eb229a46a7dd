"""Part 4 of the API definition: operations of stewards."""

from typing import Any, Final

from mapservice.languages import gettext
from mapservice.ogc.collections import Collection
from mapservice.ogc.documents.components import failure, path_parameter
from mapservice.ogc.negotiation import GEOJSON, JSON

MERGE_PATCH: Final = "application/merge-patch+json"
SCHEME: Final = "steward"
SCHEMES: Final = {SCHEME: {"type": "http", "scheme": "basic"}}

_REFUSALS: Final = ("400", "401", "403", "404", "405", "409", "415", "429", "503")
_MATCH: Final = {"name": "If-Match", "in": "header", "schema": {"type": "string"}}


def _operation(
    collection: Collection, name: str, summary: str, media: tuple[str, ...], done: str
) -> dict[str, Any]:
    schema = {"schema": {"type": "object"}}
    operation: dict[str, Any] = {
        "tags": [collection.id],
        "operationId": f"{collection.id}.{name}",
        "summary": summary,
        "security": [{SCHEME: []}],
        "responses": {
            done: {"description": "OK"},
            **{status: failure() for status in _REFUSALS},
        },
    }
    if media:
        content = dict.fromkeys(media, schema)
        operation["requestBody"] = {"required": True, "content": content}
    if name != "create":
        operation["parameters"] = [path_parameter("featureId"), _MATCH]
        operation["responses"] |= {"412": failure(), "428": failure()}
    return operation


def writing_paths(collection: Collection) -> tuple[dict[str, Any], dict[str, Any]]:
    """Operations of `/items` and of a single item (20-002)."""
    geojson = (GEOJSON, JSON)
    create = _operation(collection, "create", gettext("Add a feature"), geojson, "201")
    return {"post": create}, {
        "put": _operation(collection, "replace", gettext("Replace the feature"), geojson, "204"),
        "patch": _operation(
            collection, "update", gettext("Change the feature"), (MERGE_PATCH,), "204"
        ),
        "delete": _operation(collection, "delete", gettext("Remove the feature"), (), "204"),
    }
