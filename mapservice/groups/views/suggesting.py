"""“Tell us what is wrong” on every place, and “suggest a place”."""

from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from geodata.notes import Refused
from geodata.repair.coordinates import parse_position
from geodata.repair.texts import parse_text
from layers import get_layer, venue_layers
from mapservice.database.audit.acting import act_as
from mapservice.groups.fields import parse_email, refusals
from mapservice.groups.suggestions import Suggestion, keep_suggestion, suggestible
from mapservice.groups.views.signed_in import writer
from mapservice.languages import get_language, gettext
from mapservice.problems import NotFound
from mapservice.submissions import (
    KEY_FIELD,
    is_trapped,
    limit,
    once,
    remote_address,
    submission_key_of,
)

PER_SOURCE = 20
LIMITS = {"what": 2000, "place": 300, "evidence": 500, "proposed": 500}


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/suggestions/new", "suggest", show)
    blueprint.add_url_rule("/suggestions/new", "keep_suggestion", keep, methods=["POST"])
    blueprint.add_url_rule("/suggestions/thanks", "thanks", thanks)


def show() -> str:
    return _page(request.args.get("layer"), request.args.get("id"))


def _page(layer_id: str | None, feature_id: str | None, **more: Any) -> str:
    if layer_id is not None and layer_id not in {layer.id for layer in venue_layers()}:
        raise NotFound
    name = _name_of(layer_id, feature_id) if layer_id and feature_id else None
    layer = get_layer(layer_id) if layer_id else None
    return render_template(
        "groups/suggest.html",
        **{
            "layer": layer, "layers": venue_layers(), "feature_id": feature_id, "place_name": name,
            "properties": [layer[row] for row in suggestible(layer)] if layer else (),
            "errors": {}, "typed": {},
        } | more,
    )  # fmt: skip


def _name_of(layer_id: str, feature_id: str) -> str:
    """The name of a published place, read as the public. Raises NotFound."""
    table = get_layer(layer_id).table
    with current_app.extensions["databases"].web.connect() as connection:
        name = connection.scalar(select(table.name_ja).where(table.id == feature_id))  # type: ignore[attr-defined]
    if name is None:
        raise NotFound
    return str(name)


def keep() -> Response:
    """Queue a suggestion. Programs that fill every field get the same thanks, and no entry."""
    layer_id, feature_id = request.form.get("layer"), request.form.get("id") or None
    suggestion, errors = _parse()
    if errors:
        page = _page(layer_id, feature_id, errors=errors, typed=request.form)
        return make_response(page, 422)
    key = submission_key_of(request.form.get(KEY_FIELD))
    if feature_id is not None:
        _name_of(suggestion.layer, feature_id)
    if not is_trapped():
        with writer().begin() as connection:
            limit(connection, "suggest", remote_address(), PER_SOURCE)
        with writer().begin() as connection:
            act_as(connection, "public")
            once(connection, key, "suggest", lambda: str(keep_suggestion(connection, suggestion)))
    return redirect(url_for("groups.thanks"), 303)


def _parse() -> tuple[Suggestion, dict[str, str]]:
    form = request.form
    errors: dict[str, str] = {}
    texts: dict[str, str | None] = {}
    for name, most in LIMITS.items():
        texts[name] = parse_text(form.get(name, "")[: most * 2]).value
        if len(texts[name] or "") > most:
            errors[name] = gettext("At most %(limit)s characters.", limit=most)
    if not texts["what"]:
        errors["what"] = gettext("Please fill this in.")
    email = position = None
    try:
        email = parse_email(form.get("email", ""))
    except Refused:
        errors["email"] = refusals()["email"]
    try:
        position = parse_position(form.get("lat", ""), form.get("lon", "")).value
    except Refused:
        errors["lat"] = gettext("Not a position in Japan, such as 35.3389 and 139.4911.")
    known = {layer.id: layer for layer in venue_layers()}
    layer = known.get(form.get("layer", ""))
    if layer is None:
        errors["layer"] = gettext("Please choose one.")
    named = form.get("property")
    return Suggestion(
        layer=layer.id if layer else "",
        what=texts["what"] or "",
        feature_id=(form.get("id") or "")[:128] or None,
        property=named if layer and named in suggestible(layer) else None,
        proposed=texts["proposed"],
        place=texts["place"],
        lon=position.lon if position else None,
        lat=position.lat if position else None,
        evidence=texts["evidence"],
        email=email,
        language=get_language(),
    ), errors


def thanks() -> str:
    return render_template("groups/thanks.html")
