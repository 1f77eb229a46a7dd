"""A group's registration for a new address, by the department that keeps the groups."""

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from geodata.notes import Refused
from geodata.repair.texts import parse_text
from layers.groups import LAYER
from mapservice.groups.fields import parse_email, refusals
from mapservice.groups.links import absolute
from mapservice.groups.messages import moved_away_mail, moved_here_mail
from mapservice.groups.records import read_record
from mapservice.languages import gettext
from mapservice.mail.outbox import put_mail
from mapservice.stewards.readdressing import move_to_address
from mapservice.stewards.reviewing import addressee_of
from mapservice.stewards.views.signed_in import (
    if_match,
    settings,
    staff_page,
    steward_of,
    writer,
)
from mapservice.submissions import KEY_FIELD, once, submission_key_of


def add_routes(blueprint: Blueprint) -> None:
    rule = "/staff/groups/<group_id>/address"
    blueprint.add_url_rule(rule, "address", show)
    blueprint.add_url_rule(rule, "move", move, methods=["POST"])


def show(group_id: str) -> str:
    with writer().begin() as connection:
        steward_of(connection, LAYER.id)
        return _page(connection, group_id, {})


def _page(connection: Connection, group_id: str, errors: dict[str, str]) -> str:
    record = read_record(connection, group_id)
    to = addressee_of(connection, record)
    return staff_page(
        "address.html", "queue", record=record, now=to.email if to else None,
        typed=request.form, errors=errors,
    )  # fmt: skip


def move(group_id: str) -> Response:
    """The reason stands in the audit trail; both addresses hear of it in the same transaction."""
    key = submission_key_of(request.form.get(KEY_FIELD))
    reason = parse_text(request.form.get("reason", "")[:500]).value
    errors = {} if reason else {"reason": gettext("Please fill this in.")}
    try:
        email = parse_email(request.form.get("email", ""))
    except Refused:
        email = None
    if email is None:
        errors["email"] = refusals()["email"]
    with writer().begin() as connection:
        steward_of(connection, LAYER.id, reason)
        if email is None or errors:
            return make_response(_page(connection, group_id, errors), 422)
        new, revision = email, if_match()
        once(
            connection, key, f"address {group_id}",
            lambda: _move(connection, group_id, revision, new),
        )  # fmt: skip
    return redirect(url_for("stewards.review", group_id=group_id, done="moved"), 303)


def _move(connection: Connection, group_id: str, revision: int, email: str) -> str:
    hours = settings().link_hours
    moved = move_to_address(connection, group_id, revision, email, hours=hours)
    # In the group's language, not in that of the steward's page.
    prefix = "" if moved.new.language == "ja" else f"/{moved.new.language}"
    url = absolute(f"{prefix}/groups/link/{moved.token}")
    put_mail(connection, moved_here_mail(moved.new, url, hours))
    if moved.old is not None and moved.old.email != email:
        put_mail(connection, moved_away_mail(moved.old))
    return "moved"
