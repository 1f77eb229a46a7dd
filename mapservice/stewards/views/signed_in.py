"""Who is asking: the steward behind the cookie, named as actor of the transaction."""

from typing import Any

from flask import current_app, g, render_template, request, url_for
from sqlalchemy import Connection, Engine

from layers.declaration import Layer
from mapservice.conditions import SignInNeeded, Unconditional
from mapservice.database.audit.acting import act_as
from mapservice.problems import BadParameter
from mapservice.sessions import cookie_token, find_session
from mapservice.settings import Settings
from mapservice.stewards.access import own_layers, require_administrator, require_layer
from mapservice.stewards.accounts import Steward, read_steward


def writer() -> Engine:
    engine: Engine = current_app.extensions["databases"].writer
    return engine


def settings() -> Settings:
    configured: Settings = current_app.extensions["settings"]
    return configured


def steward(connection: Connection, reason: str | None = None) -> Steward:
    """Who is signed in. Raises SignInNeeded."""
    token = cookie_token("staff")
    found = find_session(connection, token, settings().staff_session_minutes) if token else None
    if found is None or found.account_id is None:
        raise SignInNeeded(url_for("stewards.sign_in"))
    who = read_steward(connection, found.account_id)
    if who.disabled:
        raise SignInNeeded(url_for("stewards.sign_in"))
    act_as(connection, who.actor, reason)
    g.steward, g.own_layers = who, own_layers(connection, who)
    return who


def steward_of(
    connection: Connection, layer_id: str, reason: str | None = None
) -> tuple[Steward, Layer]:
    """Who is signed in, if the layer is theirs. Raises SignInNeeded, NotYours, NotFound."""
    who = steward(connection, reason)
    return who, require_layer(connection, who, layer_id)


def administrator(connection: Connection) -> Steward:
    """Who is signed in, if an administrator. Raises SignInNeeded, NotYours."""
    who = steward(connection)
    require_administrator(who)
    return who


def if_match() -> int:
    """The version that a change was made from: header If-Match, or the form's own field.

    Raises Unconditional (428) without one, BadParameter for one that is none of ours.
    """
    given = request.headers.get("If-Match") or request.form.get("revision")
    if given is None or not given.strip():
        raise Unconditional
    digits = given.strip().strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise BadParameter("If-Match", "is no version.", 'A version such as "3".')
    return int(digits)


def staff_page(template: str, here: str, **context: Any) -> str:
    """A page with the navigation of staff; `here` is the part that is current."""
    return render_template(
        f"stewards/{template}", here=here, steward=g.steward, own_layers=g.own_layers, **context
    )
