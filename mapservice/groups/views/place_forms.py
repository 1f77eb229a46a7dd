"""The office and the places of activity: each a venue of the map, or a pin."""

from dataclasses import replace

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from mapservice.groups.places import (
    MOST_PLACES,
    find_venues,
    parse_pin,
    venue_place,
    with_town,
)
from mapservice.groups.records import Record, save_draft
from mapservice.groups.registration import Place, Registration
from mapservice.groups.views.draft import save_and_go_on, step_page
from mapservice.groups.views.signed_in import own_record, seen_revision, writer
from mapservice.languages import gettext
from mapservice.problems import BadParameter


def add_routes(blueprint: Blueprint) -> None:
    office, places = "/groups/<group_id>/office", "/groups/<group_id>/places"
    blueprint.add_url_rule(office, "office", show_office)
    blueprint.add_url_rule(office, "save_office", save_office, methods=["POST"])
    blueprint.add_url_rule(places, "places", show_places)
    blueprint.add_url_rule(places, "add_place", add_place, methods=["POST"])
    remove = f"{places}/<int:position>/remove"
    blueprint.add_url_rule(remove, "remove_place", remove_place, methods=["POST"])


def show_office(group_id: str) -> str:
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        return step_page("office", record, connection, pin=record.draft.office, found=None)


def save_office(group_id: str) -> Response:
    """Keep the office; with `find` first look its address up and show where that leads."""
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        place, errors = parse_pin(request.form, gettext("Office"))
        if "find" in request.form:
            return _found_page("office", record, connection, place)
        if errors:
            page = step_page("office", record, connection, pin=place, errors=errors, found=None)
            return make_response(page, 422)
        empty = not (place.address or place.postal_code or place.lon is not None)
        office = None if empty else place
        return save_and_go_on(
            connection, record, "office", lambda draft: replace(draft, office=office)
        )


def show_places(group_id: str) -> str:
    words = request.args.get("q", "")[:100]
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        return step_page(
            "places", record, connection, pin=None, found=None, words=words,
            venues=find_venues(connection, words) if words else (),
        )  # fmt: skip


def add_place(group_id: str) -> Response:
    with writer().begin() as connection:
        record = own_record(connection, group_id)
        if len(record.draft.places) >= MOST_PLACES:
            raise BadParameter("places", "are too many.", f"At most {MOST_PLACES}.")
        if "venue" in request.form:
            layer, _, feature_id = request.form["venue"].partition("/")
            place = venue_place(connection, layer, feature_id)
        else:
            place, errors = parse_pin(request.form, "")
            if "find" in request.form:
                return _found_page("places", record, connection, place)
            if not place.label:
                errors["label"] = gettext("Please fill this in.")
            if errors:
                page = step_page(
                    "places", record, connection, pin=place, errors=errors, found=None,
                    words="", venues=(),
                )  # fmt: skip
                return make_response(page, 422)
        return _keep(connection, record, lambda draft: _with(draft, place))


def remove_place(group_id: str, position: int) -> Response:
    with writer().begin() as connection:
        record = own_record(connection, group_id)

        def without(draft: Registration) -> Registration:
            kept = draft.places[:position] + draft.places[position + 1 :]
            return replace(draft, places=kept)

        return _keep(connection, record, without)


def _with(draft: Registration, place: Place) -> Registration:
    if place in draft.places:
        return draft
    return replace(draft, places=(*draft.places, place))


def _keep(connection: Connection, record: Record, change: object) -> Response:
    revision = seen_revision(request.form.get("revision"))
    save_draft(connection, record.id, revision, change)  # type: ignore[arg-type]
    return redirect(url_for("groups.places", group_id=record.id), 303)


def _found_page(name: str, record: Record, connection: Connection, place: Place) -> Response:
    located = with_town(connection, place)
    page = step_page(
        name, record, connection, pin=located or place, found=located is not None, words="",
        venues=(),
    )  # fmt: skip
    return make_response(page)
