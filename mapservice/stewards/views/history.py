"""What happened to a record, and undoing a change as a whole."""

from flask import Blueprint, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from geodata.repair.texts import parse_text
from layers.declaration import Layer
from mapservice.database.audit.history import Entry, differing, read_history
from mapservice.problems import NotFound
from mapservice.stewards.accounts import all_stewards
from mapservice.stewards.changes import LISTED, read_change, undo_change
from mapservice.stewards.differences import Row, feature_difference
from mapservice.stewards.views.signed_in import staff_page, steward, steward_of, writer
from mapservice.submissions import KEY_FIELD, once, submission_key_of


def add_routes(blueprint: Blueprint) -> None:
    rule = "/staff/layers/<layer_id>/features/<feature_id>/history"
    blueprint.add_url_rule(rule, "history", history)
    blueprint.add_url_rule("/staff/changes/<change_id>", "change", change)
    blueprint.add_url_rule("/staff/changes/<change_id>/undo", "undo", undo, methods=["POST"])


def history(layer_id: str, feature_id: str) -> str:
    with writer().begin() as connection:
        _, layer = steward_of(connection, layer_id)
        entries = read_history(connection, f"layers.{layer_id}", feature_id)
        if not entries:
            raise NotFound
        names = actor_names(connection)
    return staff_page(
        "history.html",
        layer.id,
        layer=layer,
        feature_id=feature_id,
        entries=[(entry, _rows(layer, entry)) for entry in entries],
        names=names,
    )


def _rows(layer: Layer, entry: Entry) -> tuple[Row, ...]:
    return feature_difference(layer, entry.before, entry.after)


def actor_names(connection: Connection) -> dict[str, str]:
    """Names for what the audit trail calls `staff:3`."""
    return {who.actor: who.display_name for who in all_stewards(connection)}


def change(change_id: str) -> str:
    with writer().begin() as connection:
        steward(connection)
        whole = read_change(connection, change_id)
        for layer_id in whole.layers:
            _, layer = steward_of(connection, layer_id)
        shown = [
            (each, feature_difference(layer, *differing(each.before or {}, each.after or {})))
            for each in whole.touched[:LISTED]
        ]
        names = actor_names(connection)
    return staff_page("change.html", layer.id, layer=layer, whole=whole, shown=shown, names=names)


def undo(change_id: str) -> Response:
    """All records of the change as they were before, or none: 412 if one was changed since."""
    key = submission_key_of(request.form.get(KEY_FIELD))
    why = parse_text(request.form.get("why", "")[:500]).value
    with writer().begin() as connection:
        steward(connection)
        whole = read_change(connection, change_id)
        for layer_id in whole.layers:
            steward_of(connection, layer_id, why or f"undo of {change_id}")
        once(connection, key, f"undo {change_id}", lambda: str(undo_change(connection, whole)))
    return redirect(url_for("stewards.change", change_id=change_id, done="undo"), 303)
