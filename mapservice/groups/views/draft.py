"""The steps of the form: each is saved by itself, so that nothing is lost on the way."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from geodata.notes import Refused
from mapservice.conditions import Stale
from mapservice.groups.districts import district_options
from mapservice.groups.fields import (
    ORDER,
    PARSERS,
    STEPS,
    Option,
    parse_fields,
    refusals,
    step_titles,
)
from mapservice.groups.places import parse_visibility
from mapservice.groups.records import Record, save_draft
from mapservice.groups.registration import Contact, Registration, Visibility
from mapservice.groups.states import WAITING
from mapservice.groups.views.signed_in import own_record, seen_revision, writer

CONTACT_KINDS = ("person", "phone", "email")


def add_routes(blueprint: Blueprint) -> None:
    names = ", ".join((*STEPS, "contacts"))
    rule = f"/groups/<group_id>/<any({names}):name>"
    blueprint.add_url_rule(rule, "step", show)
    blueprint.add_url_rule(rule, "save_step", save, methods=["POST"])


def show(group_id: str, name: str) -> str:
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        return step_page(name, record, connection)


def save(group_id: str, name: str) -> Response:
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        if name == "contacts":
            change, errors = parse_contacts(request.form)
        else:
            options = choices_of(name, connection)
            values, errors = parse_fields(STEPS[name], request.form, options)

            def change(draft: Registration) -> Registration:
                return replace(draft, **values)

        if errors:
            page = step_page(name, record, connection, errors=errors, typed=request.form)
            return make_response(page, 422)
        return save_and_go_on(connection, record, name, change)


def save_and_go_on(
    connection: Connection,
    record: Record,
    name: str,
    change: Callable[[Registration], Registration],
) -> Response:
    """Keep the draft and go to the next step; a draft changed elsewhere is shown, not lost."""
    revision = seen_revision(request.form.get("revision"))
    try:
        save_draft(connection, record.id, revision, change)
    except Stale:
        page = step_page(name, record, connection, typed=request.form, stale=True)
        return make_response(page, 412)
    following = ORDER[ORDER.index(name) + 1]
    return redirect(step_url(record.id, following), 303)


def step_url(group_id: str, name: str) -> str:
    endpoint = {"office": "groups.office", "places": "groups.places", "preview": "groups.preview"}
    if name in endpoint:
        return url_for(endpoint[name], group_id=group_id)
    return url_for("groups.step", group_id=group_id, name=name)


def parse_contacts(
    form: MultiDict[str, str],
) -> tuple[Callable[[Registration], Registration], dict[str, str]]:
    contacts: list[Contact] = []
    errors: dict[str, str] = {}
    for kind in CONTACT_KINDS:
        try:
            value = PARSERS["text" if kind == "person" else kind](form.get(kind, ""))
        except Refused:
            errors[kind] = refusals()[kind]
            continue
        visibility = parse_visibility(form.get(f"{kind}_visibility"), Visibility.STAFF)
        if value:
            contacts.append(Contact(kind, value[:200], visibility))
    kept = tuple(contacts)
    return lambda draft: replace(draft, contacts=kept), errors


def choices_of(name: str, connection: Connection) -> dict[str, tuple[Option, ...]]:
    options = {field.name: field.choices() for field in STEPS.get(name, ()) if field.choices}
    if name == "activity":
        options["districts"] = district_options(connection)
    return options


def step_page(name: str, record: Record, connection: Connection, **more: Any) -> str:
    """The page of a step. `typed` is a form that was refused, `errors` why."""
    context: dict[str, Any] = {
        "name": name,
        "record": record,
        "draft": record.draft,
        "steps": [
            (step, title, step_url(record.id, step)) for step, title in step_titles().items()
        ],
        "fields": STEPS.get(name, ()),
        "options": choices_of(name, connection),
        "contact_kinds": CONTACT_KINDS,
        "waiting": record.status in WAITING,
        "errors": {},
        "typed": None,
        "stale": False,
    }
    template = name if name in ("contacts", "office", "places", "preview") else "step"
    return render_template(f"groups/{template}.html", **context | more)
