"""A group's own records: what there is, sending, taking back, withdrawing, erasing, confirming."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from mapservice.database.audit.acting import act_as
from mapservice.groups.duplicates import find_duplicates
from mapservice.groups.forgetting import journal_erasure, journal_path
from mapservice.groups.links import look_at_link, use_link
from mapservice.groups.publication import public_group, town_finder
from mapservice.groups.records import (
    UNNAMED_TOWN,
    Record,
    Step,
    act,
    make_record,
    read_record,
    records_of,
)
from mapservice.groups.registration import Registration
from mapservice.groups.states import Action, possible_actions
from mapservice.groups.views.draft import step_page
from mapservice.groups.views.signed_in import (
    own_record,
    representative,
    seen_revision,
    settings,
    writer,
)
from mapservice.problems import NotFound
from mapservice.submissions import KEY_FIELD, once, submission_key_of

OWN_ACTIONS = {
    "submit": Action.SUBMIT,
    "recall": Action.RECALL,
    "withdraw": Action.WITHDRAW,
    "erase": Action.ERASE,
    "confirm": Action.CONFIRM,
}
ASKED_TWICE = (Action.WITHDRAW, Action.ERASE)


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/groups/mine", "mine", mine)
    blueprint.add_url_rule("/groups/mine", "begin", begin, methods=["POST"])
    blueprint.add_url_rule("/groups/erased", "erased", erased)
    blueprint.add_url_rule("/groups/<group_id>/preview", "preview", preview)
    blueprint.add_url_rule("/groups/<group_id>/<any(withdraw, erase):verb>", "ask", ask)
    verbs = ", ".join(OWN_ACTIONS)
    blueprint.add_url_rule(f"/groups/<group_id>/<any({verbs}):verb>", "do", do, methods=["POST"])
    blueprint.add_url_rule("/groups/confirm/<token>", "confirm_link", show_confirmation)
    blueprint.add_url_rule("/groups/confirm/<token>", "confirm_by_link", confirm, methods=["POST"])


def mine() -> str:
    with writer().begin() as connection:
        records = records_of(connection, representative(connection))
    possible = {record.id: possible_actions(record.status) for record in records}
    return render_template("groups/mine.html", records=records, possible=possible, Action=Action)


def begin() -> Response:
    """Start a new draft, once for each press of the button."""
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        person = representative(connection)
        group_id = once(
            connection,
            key,
            f"begin {person}",
            lambda: make_record(connection, person, Registration()),
        )
    return redirect(url_for("groups.step", group_id=group_id, name="about"), 303)


def preview(group_id: str) -> Response:
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        return _preview_page(connection, record)


def _preview_page(connection: Connection, record: Record, status: int = 200) -> Response:
    shown = public_group(record.draft, town_finder(connection), UNNAMED_TOWN)
    page = step_page(
        "preview",
        record,
        connection,
        shown=shown,
        missing=record.draft.missing(),
        duplicates=find_duplicates(connection, record.id, record.draft),
        possible=possible_actions(record.status),
    )
    return make_response(page, status)


def ask(group_id: str, verb: str) -> str:
    """What withdrawing or erasing means, before it is done."""
    with writer().begin() as connection:
        record = own_record(connection, group_id)
    return render_template("groups/ask.html", record=record, verb=verb)


def do(group_id: str, verb: str) -> Response:
    action = OWN_ACTIONS[verb]
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        if action is Action.SUBMIT and record.draft.missing():
            return _preview_page(connection, record, 422)
        revision = seen_revision(request.form.get("revision"))

        def change() -> str:
            act(connection, group_id, Step(action, revision=revision))
            if action is Action.ERASE:
                journal_erasure(connection, journal_path(settings()), group_id)
            return verb

        once(connection, key, f"{verb} {group_id}", change)
    if action is Action.ERASE:
        # With the last group its representative is forgotten too, and the session with them.
        return redirect(url_for("groups.erased"), 303)
    return redirect(url_for("groups.mine", done=verb), 303)


def erased() -> str:
    return render_template("groups/erased.html")


def show_confirmation(token: str) -> str:
    with writer().connect() as connection:
        link = look_at_link(connection, token, "confirm")
        record = read_record(connection, link.group_id or "")
    return render_template("groups/confirm.html", token=token, record=record)


def confirm(token: str) -> Response:
    """One press of the button in the yearly mail: still right."""
    with writer().begin() as connection:
        link = use_link(connection, token, "confirm")
        if link.group_id is None:
            raise NotFound
        act_as(connection, f"group:{link.group_id}", "confirmed by the yearly mail")
        record = act(connection, link.group_id, Step(Action.CONFIRM))
    return make_response(render_template("groups/confirmed.html", record=record))
