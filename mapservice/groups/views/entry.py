"""The way in: an e-mail address, a link, and one press of a button."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from geodata.notes import Refused
from mapservice.conditions import TooMany
from mapservice.groups.fields import parse_email, refusals
from mapservice.groups.links import Link, absolute, look_at_link, make_link, use_link
from mapservice.groups.messages import sign_in_mail
from mapservice.groups.records import find_or_make_representative
from mapservice.groups.views.signed_in import settings, writer
from mapservice.languages import get_language
from mapservice.mail.outbox import put_mail
from mapservice.sessions import (
    close_session,
    cookie_token,
    give_cookie,
    open_session,
    take_cookie,
)
from mapservice.submissions import (
    KEY_FIELD,
    is_trapped,
    limit,
    once,
    remote_address,
    submission_key_of,
)

LINKS_PER_ADDRESS = 5
LINKS_PER_SOURCE = 30


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/groups/new", "new", new)
    blueprint.add_url_rule("/groups/new", "ask_for_link", ask_for_link, methods=["POST"])
    blueprint.add_url_rule("/groups/link/<token>", "link", show_link)
    blueprint.add_url_rule("/groups/link/<token>", "follow_link", follow_link, methods=["POST"])
    blueprint.add_url_rule("/groups/sign-out", "sign_out", sign_out, methods=["POST"])


def new() -> str:
    return render_template("groups/new.html", error=None, email="")


def ask_for_link() -> Response:
    """The same answer for every address: known, unknown, or asked for too often."""
    try:
        email = parse_email(request.form.get("email", ""))
    except Refused:
        email = None
    if email is None:
        page = render_template(
            "groups/new.html", error=refusals()["email"], email=request.form.get("email", "")[:254]
        )
        return make_response(page, 422)
    key = submission_key_of(request.form.get(KEY_FIELD))
    if not is_trapped():
        with writer().begin() as connection:
            limit(connection, "link from", remote_address(), LINKS_PER_SOURCE)
        with writer().begin() as connection:
            once(connection, key, "ask for a link", lambda: _mail_link(connection, email))
    return make_response(render_template("groups/link_sent.html", hours=settings().link_hours))


def _mail_link(connection: Connection, email: str) -> str:
    try:
        limit(connection, "link to", email, LINKS_PER_ADDRESS)
    except TooMany:
        return "limited"
    link = Link("sign_in", email, None, get_language())
    token = make_link(connection, link, settings().link_hours)
    url = absolute(url_for("groups.link", token=token))
    put_mail(connection, sign_in_mail(email, link.language, url, settings().link_hours))
    return "sent"


def show_link(token: str) -> str:
    """A page with a button: opening the link uses nothing up, as mail scanners open links."""
    with writer().connect() as connection:
        link = look_at_link(connection, token, "sign_in")
    return render_template("groups/link.html", token=token, email=link.email)


def follow_link(token: str) -> Response:
    with writer().begin() as connection:
        link = use_link(connection, token, "sign_in")
        person = find_or_make_representative(connection, link.email, link.language)
        session = open_session(
            connection, settings().staff_session_minutes, representative_id=person
        )
    response = redirect(url_for("groups.mine"), 303)
    give_cookie(response, "group", session)
    return response


def sign_out() -> Response:
    if token := cookie_token("group"):
        with writer().begin() as connection:
            close_session(connection, token)
    response = redirect(url_for("venues.index"), 303)
    take_cookie(response, "group")
    return response
