"""Features edited in the browser: listed, added, changed, moved, merged, retired."""

from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from geodata.repair.texts import parse_text
from layers.declaration import Layer
from mapservice.conditions import Stale
from mapservice.groups.records import has_record
from mapservice.groups.suggestions import read_suggestion
from mapservice.stewards.feature_forms import (
    controls_of,
    parse_feature,
    typed_feature,
    typed_values,
)
from mapservice.stewards.features import (
    KEPT_BY_GROUPS,
    add_feature,
    find_features,
    merge_feature,
    read_feature,
    retire_feature,
    save_feature,
)
from mapservice.stewards.views.signed_in import if_match, staff_page, steward_of, writer
from mapservice.submissions import KEY_FIELD, once, submission_key_of


def add_routes(blueprint: Blueprint) -> None:
    layer, feature = "/staff/layers/<layer_id>", "/staff/layers/<layer_id>/features/<feature_id>"
    blueprint.add_url_rule(layer, "layer", show_layer)
    blueprint.add_url_rule(f"{layer}/add", "add", add)
    blueprint.add_url_rule(f"{layer}/add", "keep_new", keep_new, methods=["POST"])
    blueprint.add_url_rule(feature, "edit", edit)
    blueprint.add_url_rule(feature, "save", save, methods=["POST"])
    blueprint.add_url_rule(f"{feature}/remove", "removal", removal)
    blueprint.add_url_rule(f"{feature}/remove", "remove", remove, methods=["POST"])


def _why() -> str | None:
    return parse_text(request.form.get("why", "")[:500]).value


def show_layer(layer_id: str) -> str:
    words = request.args.get("q", "")[:100]
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        found = find_features(connection, layer, words)
    editable = layer.is_venue and layer.id != KEPT_BY_GROUPS
    return staff_page(
        "layer.html", layer.id, layer=layer, found=found, words=words, editable=editable
    )


def _form_page(layer: Layer, typed: Any, **more: Any) -> str:
    context: dict[str, Any] = {
        "feature_id": None, "revision": None, "errors": {}, "theirs": None, "name": None,
    }  # fmt: skip
    return staff_page(
        "feature.html", layer.id, layer=layer, controls=controls_of(layer), typed=typed,
        **context | more,
    )  # fmt: skip


def add(layer_id: str) -> str:
    """An empty form, or one that a suggestion of the public has begun."""
    number = request.args.get("suggestion", type=int)
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        typed = typed_values(layer, {})
        if number is not None:
            suggestion = read_suggestion(connection, number).suggestion
            typed |= {"description": suggestion.what, "address": suggestion.place or ""}
            if suggestion.lon is not None and suggestion.lat is not None:
                typed |= {"lon": f"{suggestion.lon}", "lat": f"{suggestion.lat}"}
    return _form_page(layer, typed)


def keep_new(layer_id: str) -> Response:
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id, _why())
        written, errors = parse_feature(layer, request.form)
        if errors:
            return make_response(_form_page(layer, request.form, errors=errors), 422)
        made = once(
            connection, key, f"add {layer_id}", lambda: add_feature(connection, layer, written)
        )
    return redirect(url_for("stewards.edit", layer_id=layer_id, feature_id=made, done="add"), 303)


def edit(layer_id: str, feature_id: str) -> Response:
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        stored = read_feature(connection, layer, feature_id)
        if layer.id == KEPT_BY_GROUPS:
            known = has_record(connection, feature_id)
            words = staff_page(
                "kept_by_group.html", layer.id, layer=layer, stored=stored, known=known
            )
            return make_response(words)
        page = _form_page(
            layer,
            typed_feature(layer, stored),
            feature_id=feature_id,
            revision=stored.revision,
            name=stored.name,
        )
    response = make_response(page)
    response.set_etag(str(stored.revision))
    return response


def save(layer_id: str, feature_id: str) -> Response:
    """Save one version over the one it was made from; 412 shows both, 428 when none is said."""
    revision = if_match()
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id, _why())
        written, errors = parse_feature(layer, request.form)
        here = {"feature_id": feature_id, "revision": revision}
        if errors:
            return make_response(_form_page(layer, request.form, errors=errors, **here), 422)

        def change() -> str:
            save_feature(connection, layer, feature_id, revision, written)
            return feature_id

        try:
            once(connection, key, f"save {layer_id}/{feature_id}", change)
        except Stale as stale:
            connection.rollback()
            theirs = typed_values(layer, stale.theirs)
            theirs |= {name: f"{stale.theirs[name] or ''}" for name in ("lat", "lon")}
            here["revision"] = stale.revision
            page = _form_page(layer, request.form, theirs=theirs, **here)
            return make_response(page, 412)
    return redirect(
        url_for("stewards.edit", layer_id=layer_id, feature_id=feature_id, done="save"), 303
    )


def removal(layer_id: str, feature_id: str) -> str:
    """The page that asks how: retired, or merged into another."""
    words = request.args.get("q", "")[:100]
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        stored = read_feature(connection, layer, feature_id)
        found = find_features(connection, layer, words, 20) if words else ()
    others = tuple(each for each in found if each[0] != feature_id)
    return staff_page(
        "removal.html", layer.id, layer=layer, stored=stored, words=words, others=others
    )


def remove(layer_id: str, feature_id: str) -> Response:
    revision, into = if_match(), request.form.get("into")
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id, _why())

        def change() -> str:
            if into:
                merge_feature(connection, layer, feature_id, revision, into)
            else:
                retire_feature(connection, layer, feature_id, revision)
            return feature_id

        once(connection, key, f"remove {layer_id}/{feature_id}", change)
    return redirect(url_for("stewards.layer", layer_id=layer_id, done="remove"), 303)
