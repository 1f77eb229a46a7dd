"""Building blocks of the API definition."""

from collections.abc import Iterable
from typing import Any, Final

PROBLEM: Final = "application/problem+json"

BBOX: Final[dict[str, Any]] = {
    "type": "array",
    "minItems": 4,
    "maxItems": 6,
    "items": {"type": "number"},
}

_LINK: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {
        "href": {"type": "string"},
        "rel": {"type": "string"},
        "type": {"type": "string"},
        "title": {"type": "string"},
        "templated": {"type": "boolean"},
    },
}
_LINKS: Final = {"type": "array", "items": {"$ref": "#/components/schemas/Link"}}


def parameter(
    name: str,
    schema: dict[str, Any],
    description: str = "",
    *,
    required: bool = False,
    explode: bool | None = None,
) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "in": "query", "schema": schema}
    if description:
        described["description"] = description
    if required:
        described["required"] = True
    if explode is not None:
        described |= {"style": "form", "explode": explode}
    return described


def enumerated(name: str, values: Iterable[str]) -> dict[str, Any]:
    return parameter(name, {"type": "string", "enum": list(values)})


def path_parameter(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "string"}}


def response(media: dict[str, dict[str, Any]]) -> dict[str, Any]:
    headers = {name: {"schema": {"type": "string"}} for name in ("ETag", "Link")}
    content = {kind: {"schema": schema} for kind, schema in media.items()}
    return {"description": "OK", "headers": headers, "content": content}


def failure() -> dict[str, Any]:
    return {"$ref": "#/components/responses/Problem"}


def shared() -> dict[str, Any]:
    """The components that the paths refer to."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "schemas": {
            "Link": _LINK,
            "Problem": _problem_schema(),
            "Feature": _feature_schema(),
            "FeatureCollection": _collection_schema(),
        },
        "responses": {
            "NotModified": {"description": "Not modified"},
            "Problem": {
                "description": "Problem (RFC 9457)",
                "content": {PROBLEM: problem, "text/html": {"schema": {"type": "string"}}},
            },
        },
    }


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string"},
            "allowed": {"type": "string"},
        },
    }


def _feature_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": {"type": "object", "nullable": True},
            "properties": {"type": "object"},
            "links": _LINKS,
        },
    }


def _collection_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "features", "links"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
            "links": _LINKS,
        },
    }
