"""Notices as departments write them."""

import datetime
import re
from typing import Any

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from geodata.notes import Refused
from geodata.repair.dates import parse_date
from geodata.repair.texts import parse_text, parse_url
from layers import get_layer, venue_layers
from layers.departments import DEPARTMENTS
from layers.groups import FIELDS
from mapservice.conditions import NotYours
from mapservice.groups.districts import district_options
from mapservice.groups.links import absolute
from mapservice.languages import gettext
from mapservice.notices.records import (
    KINDS,
    Notice,
    add_notice,
    notices_of,
    read_notice,
    remove_notice,
    save_notice,
)
from mapservice.stewards.accounts import Steward
from mapservice.stewards.features import has_feature
from mapservice.stewards.views.signed_in import if_match, staff_page, steward, writer
from mapservice.submissions import KEY_FIELD, once, submission_key_of

# The end of a place's address in any language, or only its layer and id.
PLACE = re.compile(r"(?:^|/places/)(?P<layer>[a-z_]+)/(?P<id>[A-Za-z0-9][A-Za-z0-9._-]{0,127})/?$")
TEXTS = ("title_ja", "title_en", "title_easy", "body_ja", "body_en", "body_easy")


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/staff/notices", "notices", show_all)
    blueprint.add_url_rule("/staff/notices/new", "new_notice", show_new)
    blueprint.add_url_rule("/staff/notices/new", "add_notice", add, methods=["POST"])
    blueprint.add_url_rule("/staff/notices/<int:number>", "notice", show)
    blueprint.add_url_rule("/staff/notices/<int:number>", "save_notice", save, methods=["POST"])


def show_all() -> str:
    with writer().begin() as connection:
        found = notices_of(connection, steward(connection).departments)
    return staff_page("notices.html", "notices", notices=found)


def _page(connection: Connection, who: Steward, typed: Any, **more: Any) -> str:
    context = {"errors": {}, "revision": None, "number": None} | more
    return staff_page(
        "notice.html",
        "notices",
        typed=typed,
        kinds=_kind_titles(),
        departments=[row for row in DEPARTMENTS if row.id in who.departments],
        fields=FIELDS,
        districts=district_options(connection),
        layers=venue_layers(),
        **context,
    )


def _kind_titles() -> dict[str, str]:
    return {
        "grant": gettext("Grant"),
        "event": gettext("Event"),
        "call": gettext("Call for helpers"),
        "news": gettext("News"),
    }


def show_new() -> str:
    with writer().begin() as connection:
        return _page(connection, steward(connection), {})


def show(number: int) -> str:
    with writer().begin() as connection:
        who = steward(connection)
        found = _own(connection, who, number)
        typed = found.values()
        if found.feature_id is not None:
            typed["place"] = f"{found.layer}/{found.feature_id}"
        return _page(connection, who, typed, revision=found.revision, number=number)


def _own(connection: Connection, who: Steward, number: int) -> Notice:
    """A notice of one of the steward's departments. Raises NotYours, NotFound."""
    found = read_notice(connection, number)
    if found.department not in who.departments:
        raise NotYours
    return found


def add() -> Response:
    key = submission_key_of(request.form.get(KEY_FIELD))
    with writer().begin() as connection:
        who = steward(connection)
        notice, errors = _parse(connection, who)
        if notice is None:
            return make_response(_page(connection, who, request.form, errors=errors), 422)
        address = absolute(url_for("notices.notice", number=0)).removesuffix("0") + "{id}"
        once(connection, key, "notice", lambda: str(add_notice(connection, notice, address)))
    return redirect(url_for("stewards.notices", done="add"), 303)


def save(number: int) -> Response:
    key, revision = submission_key_of(request.form.get(KEY_FIELD)), if_match()
    with writer().begin() as connection:
        who = steward(connection)
        _own(connection, who, number)
        if "remove" in request.form:

            def change() -> str:
                remove_notice(connection, number, revision)
                return "removed"
        else:
            notice, errors = _parse(connection, who)
            if notice is None:
                page = _page(
                    connection, who, request.form, errors=errors, revision=revision, number=number
                )
                return make_response(page, 422)
            written = notice

            def change() -> str:
                save_notice(connection, number, revision, written)
                return "saved"

        once(connection, key, f"notice {number}", change)
    return redirect(url_for("stewards.notices", done="save"), 303)


def _tied_to(connection: Connection) -> tuple[dict[str, str | None], dict[str, str]]:
    """Layer, place, district and field of the form, as a notice has them, and what is wrong."""
    form, errors = request.form, dict[str, str]()
    known = {
        "layer": {layer.id for layer in venue_layers()},
        "district": {option.value for option in district_options(connection)},
        "field": {choice.value for choice in FIELDS},
    }
    tied: dict[str, str | None] = {name: form.get(name) or None for name in known}
    for name, values in known.items():
        if tied[name] is not None and tied[name] not in values:
            errors[name] = gettext("Please choose one.")
    typed = parse_text(form.get("place", "")[:500]).value
    tied["feature_id"] = None
    if typed:
        found = PLACE.search(typed)
        if found is None or found["layer"] not in known["layer"]:
            errors["place"] = gettext("Copy the address of the place's page into this field.")
        elif not has_feature(connection, get_layer(found["layer"]), found["id"]):
            errors["place"] = gettext("There is no such place, or it is no longer shown.")
        else:
            tied |= {"layer": found["layer"], "feature_id": found["id"]}
    return tied, errors


def _parse(connection: Connection, who: Steward) -> tuple[Notice | None, dict[str, str]]:
    form = request.form
    texts = {name: parse_text(form.get(name, "")[:5000]).value for name in TEXTS}
    tied, errors = _tied_to(connection)
    required = ("title_ja", "body_ja")
    errors |= {name: gettext("Please fill this in.") for name in required if not texts[name]}
    chosen = {
        "kind": form.get("kind") if form.get("kind") in KINDS else None,
        "department": form.get("department") if form.get("department") in who.departments else None,
    }
    errors |= {name: gettext("Please choose one.") for name, value in chosen.items() if not value}
    days = {name: _day(form.get(name, "")) for name in ("starts_on", "ends_on")}
    errors |= {name: gettext("Not a date.") for name, day in days.items() if day is None}
    starts, ends = days["starts_on"], days["ends_on"]
    if starts and ends and ends < starts:
        errors["ends_on"] = gettext("It ends before it starts.")
    try:
        url = parse_url(form.get("url", "")).value
    except Refused:
        errors["url"] = gettext("Not a web address, such as https://example.jp.")
    if errors or starts is None or ends is None:
        return None, errors
    return Notice(
        department=chosen["department"] or "", kind=chosen["kind"] or "",
        title_ja=texts["title_ja"] or "", body_ja=texts["body_ja"] or "",
        title_en=texts["title_en"], title_easy=texts["title_easy"],
        body_en=texts["body_en"], body_easy=texts["body_easy"],
        starts_on=starts, ends_on=ends, url=url,
        layer=tied["layer"], feature_id=tied["feature_id"],
        district=tied["district"], field=tied["field"],
    ), {}  # fmt: skip


def _day(text: str) -> datetime.date | None:
    try:
        return parse_date(text).value
    except Refused:
        return None
