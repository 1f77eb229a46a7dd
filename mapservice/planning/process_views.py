"""`/ogc/processes`: gap analysis and siting for other programs, answered at once.

OGC API - Processes - Part 1 (18-062r2): process list, description, synchronous execution.
"""

import json
from typing import Any, Final

from flask import Blueprint, Response, request, url_for

from mapservice.languages import gettext
from mapservice.planning.parameters import CRITERIA, DECAYS, NAMES, WEIGHTS
from mapservice.problems import BadParameter, NotFound

blueprint = Blueprint("processes", __name__, url_prefix="/ogc/processes")

Json = dict[str, Any]
MOST_BYTES: Final = 64_000
_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
_SCHEMAS: Final[dict[str, Json]] = {
    "supply": _TEXTS, "candidates": _TEXTS, "point": _TEXTS, "filter": _TEXTS, "area": _TEXTS,
    "minutes": {"type": "number", "minimum": 1, "maximum": 120, "default": 15},
    "mode": {"type": "string", "enum": ["walk", "cycle", "car"], "default": "walk"},
    "detour": {"type": "number", "minimum": 1, "maximum": 5, "default": 1.27},
    "decay": {"type": "string", "enum": list(DECAYS), "default": "gaussian"},
    "weight": {"type": "string", "enum": list(WEIGHTS), "default": "count"},
    "step": {"type": "number", "enum": [250, 500], "default": 250},
    "by": {"type": "string", "enum": list(CRITERIA), "default": CRITERIA[0]},
}  # fmt: skip
_SITING: Final[dict[str, Json]] = {
    "problem": {"type": "string", "enum": ["p-median", "p-center", "mclp"]},
    "new": {"type": "integer", "minimum": 1, "maximum": 20, "default": 1},
}
_ABOUT: Final[dict[str, tuple[str, str, dict[str, Json], str]]] = {
    "gap-analysis": (
        "Gap analysis", "Who cannot reach a place, and what one more place would change.",
        {name: _SCHEMAS[name] for name in NAMES if name in _SCHEMAS}, "assessment",
    ),
    "siting": (
        "Siting", "The best new places together, with objective, bound and gap.",
        {**{name: _SCHEMAS[name] for name in NAMES if name in _SCHEMAS}, **_SITING}, "solution",
    ),
}  # fmt: skip


@blueprint.get("")
def index() -> Response:
    """The list of processes."""
    return _answer(
        {
            "processes": [_summary(name) for name in _ABOUT],
            "links": [_link("self", url_for("processes.index", _external=True))],
        }
    )


@blueprint.get("/<process_id>")
def description(process_id: str) -> Response:
    """Inputs and outputs of one process."""
    if process_id not in _ABOUT:
        raise NotFound(gettext("No such process."))
    _title, _text, inputs, output = _ABOUT[process_id]
    return _answer(
        {
            **_summary(process_id),
            "inputs": {
                name: {"title": name, "schema": schema, "minOccurs": 0}
                for name, schema in inputs.items()
            },
            "outputs": {output: {"title": output, "schema": {"type": "object"}}},
        }
    )


@blueprint.post("/<process_id>/execution")
def execution(process_id: str) -> Response:
    """Compute now and answer with the outputs."""
    if process_id not in _ABOUT:
        raise NotFound(gettext("No such process."))
    inputs = _inputs()
    from mapservice.planning.processes import EXECUTE  # noqa: PLC0415 (see workbench)

    return _answer(EXECUTE[process_id](inputs))


def _inputs() -> Json:
    """The inputs of the request's JSON; BadParameter for a body that is none."""
    allowed = gettext('Allowed: JSON such as {"inputs": {"minutes": 15}}.')
    request.max_content_length = MOST_BYTES
    try:
        body = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadParameter("body", gettext("is not JSON."), allowed) from error
    inputs = body.get("inputs", {}) if isinstance(body, dict) else None
    if not isinstance(inputs, dict):
        raise BadParameter("inputs", gettext("is not one of its values."), allowed)
    return inputs


def _summary(process_id: str) -> Json:
    title, text, _inputs, _output = _ABOUT[process_id]
    address = url_for("processes.description", process_id=process_id, _external=True)
    execute = url_for("processes.execution", process_id=process_id, _external=True)
    return {
        "id": process_id,
        "title": title,
        "description": text,
        "version": "1.0.0",
        "jobControlOptions": ["sync-execute"],
        "outputTransmission": ["value"],
        "links": [
            _link("self", address),
            _link("http://www.opengis.net/def/rel/ogc/1.0/execute", execute),
        ],
    }


def _link(relation: str, address: str) -> Json:
    return {"rel": relation, "href": address, "type": "application/json"}


def _answer(document: Json) -> Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    response = Response(text + "\n", mimetype="application/json")
    # Everything here is public: other programs' pages may read it (Fetch standard, CORS).
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
