"""Importing in the browser: upload, look at every difference, apply as one change."""

import uuid

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from geodata.city import read_city
from geodata.notes import Refused
from mapservice.conditions import NotPossible
from mapservice.database.audit.acting import act_as
from mapservice.database.importing.run import Choices
from mapservice.languages import gettext
from mapservice.stewards.differences import feature_difference
from mapservice.stewards.features import KEPT_BY_GROUPS
from mapservice.stewards.uploads import (
    MOST_BYTES,
    Upload,
    apply_upload,
    forget_upload,
    keep_upload,
    layer_revision,
    look,
    read_upload,
)
from mapservice.stewards.views.signed_in import (
    if_match,
    settings,
    staff_page,
    steward_of,
    writer,
)
from mapservice.submissions import KEY_FIELD, once, submission_key_of

LISTED = 200


def add_routes(blueprint: Blueprint) -> None:
    rule = "/staff/layers/<layer_id>/import"
    blueprint.add_url_rule(rule, "import_form", show_form)
    blueprint.add_url_rule(rule, "upload", upload, methods=["POST"])
    blueprint.add_url_rule(f"{rule}/<uuid:key>", "import_preview", preview)
    blueprint.add_url_rule(f"{rule}/<uuid:key>", "import_apply", apply, methods=["POST"])


def _require_importable(layer_id: str) -> None:
    if layer_id == KEPT_BY_GROUPS:
        raise NotPossible(layer_id, "import")


def show_form(layer_id: str) -> str:
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        _require_importable(layer_id)
    return staff_page("import.html", layer.id, layer=layer, error=None)


def upload(layer_id: str) -> Response:
    with writer().begin() as connection:
        who, layer = steward_of(connection, layer_id)
        _require_importable(layer_id)
        file = request.files.get("file")
        content = file.stream.read(MOST_BYTES + 1) if file else b""
        if not content or len(content) > MOST_BYTES or file is None:
            words = gettext("Choose a file of at most 32 MiB.")
            return make_response(staff_page("import.html", layer.id, layer=layer, error=words), 422)
        given = Upload(layer_id, file.filename or "file", content)
        key = keep_upload(connection, who.id, given)
    return redirect(url_for("stewards.import_preview", layer_id=layer_id, key=key), 303)


def preview(layer_id: str, key: uuid.UUID) -> Response:
    """Every difference, repair and refusal, before anything is written."""
    with writer().begin() as connection:
        who, layer = steward_of(connection, layer_id)
        kept = read_upload(connection, who.id, key)
        revision = layer_revision(connection, layer)
        try:
            outcome = look(connection, layer, kept, read_city(settings().city), Choices())
        except (Refused, ValueError) as refused:
            note = getattr(refused, "note", refused)
            words = gettext("The file cannot be read: %(why)s", why=str(note))
            page = staff_page("import.html", layer.id, layer=layer, error=words)
            return make_response(page, 422)
    rows = [
        (change.feature, feature_difference(layer, _plain(change.before), _plain(change.after)))
        for change in outcome.difference.changed[:LISTED]
    ]
    page = staff_page(
        "import_preview.html", layer.id, layer=layer, key=key, name=kept.name, outcome=outcome,
        rows=rows, revision=revision, listed=LISTED,
    )  # fmt: skip
    return make_response(page)


def _plain(values: object) -> dict[str, object]:
    """Values of a comparison with shapes as texts, so that they can be shown."""
    known = dict(values)  # type: ignore[call-overload]
    return {name: value.wkt if hasattr(value, "wkt") else value for name, value in known.items()}


def apply(layer_id: str, key: uuid.UUID) -> Response:
    submission = submission_key_of(request.form.get(KEY_FIELD))
    choices = Choices(
        skip_refused="skip_refused" in request.form,
        delete_missing="delete_missing" in request.form,
        city=read_city(settings().city),
    )
    with writer().begin() as connection:
        who, layer = steward_of(connection, layer_id)
        _require_importable(layer_id)
        kept = read_upload(connection, who.id, key)
        change = act_as(connection, who.actor, f"import of {kept.name}")

        def write() -> str:
            outcome = apply_upload(connection, layer, kept, if_match(), choices)
            if not outcome.applied:
                raise NotPossible("refused rows", "import")
            forget_upload(connection, key)
            return change

        made = once(connection, submission, f"import {key}", write)
    return redirect(url_for("stewards.change", change_id=made), 303)
