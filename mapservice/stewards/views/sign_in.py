"""Signing in and out: local accounts, and the city's OpenID Connect issuer if there is one."""

import logging
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from mapservice.groups.links import absolute
from mapservice.languages import gettext
from mapservice.problems import NotFound
from mapservice.sessions import close_session, cookie_token, give_cookie, open_session, take_cookie
from mapservice.stewards.accounts import Steward, account_by_identity, check_credentials
from mapservice.stewards.views.signed_in import settings, writer
from mapservice.submissions import limit, remote_address

# What goes wrong at the issuer: its refusal or a state that is not ours, a signature or a claim
# (nonce, audience, issuer, time) that is not right, and an issuer that does not answer.
REFUSALS = (OAuthError, JoseError, RequestException)
log = logging.getLogger(__name__)

TRIES_PER_NAME = 10
TRIES_PER_SOURCE = 50


def add_routes(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/staff/sign-in", "sign_in", show)
    blueprint.add_url_rule("/staff/sign-in", "check", check, methods=["POST"])
    blueprint.add_url_rule("/staff/sign-out", "sign_out", sign_out, methods=["POST"])
    blueprint.add_url_rule("/staff/oidc", "oidc", start_oidc)
    blueprint.add_url_rule("/staff/oidc/back", "oidc_back", finish_oidc)


def show() -> str:
    return _page(None)


def _page(error: str | None) -> str:
    return render_template(
        "stewards/sign_in.html", error=error, oidc=settings().oidc_issuer is not None
    )


def check() -> Response:
    """One answer for whatever was wrong. Attempts count, right or wrong, before they are tried."""
    name = request.form.get("name", "")[:100]
    with writer().begin() as connection:
        limit(connection, "sign in from", remote_address(), TRIES_PER_SOURCE)
        limit(connection, "sign in as", name.strip().lower(), TRIES_PER_NAME)
    with writer().begin() as connection:
        found = check_credentials(
            connection, name, request.form.get("password", ""), request.form.get("code", "")
        )
        if found is not None:
            return _signed_in(connection, found)
    return make_response(_page(gettext("Name, password or code is wrong.")), 422)


def _signed_in(connection: Connection, found: Steward) -> Response:
    token = open_session(connection, settings().staff_session_minutes, account_id=found.id)
    response = redirect(url_for("stewards.queue"), 303)
    give_cookie(response, "staff", token)
    return response


def sign_out() -> Response:
    if token := cookie_token("staff"):
        with writer().begin() as connection:
            close_session(connection, token)
    response = redirect(url_for("venues.index"), 303)
    take_cookie(response, "staff")
    return response


def _issuer() -> Any:
    """Authlib's client for the issuer of the settings. Raises NotFound without one."""
    chosen = settings()
    if chosen.oidc_issuer is None:
        raise NotFound
    kept = current_app.extensions.get("oidc")
    if kept is None:
        kept = OAuth(current_app)
        kept.register(
            "city",
            server_metadata_url=f"{chosen.oidc_issuer}/.well-known/openid-configuration",
            client_id=chosen.oidc_client_id,
            client_secret=chosen.oidc_client_secret,
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
        )
        current_app.extensions["oidc"] = kept
    return kept.city


def start_oidc() -> Response:
    back = absolute(url_for("stewards.oidc_back"))
    try:
        response: Response = _issuer().authorize_redirect(back)
    except REFUSALS as error:
        return _refused(error)
    return response


def _refused(error: Exception) -> Response:
    """Why is for the operator's log: it may name keys and addresses of the issuer."""
    log.warning("Sign-in at the issuer failed: %r", error)
    return make_response(_page(gettext("The city's sign-in did not work. Try again.")), 422)


def finish_oidc() -> Response:
    """The issuer's answer: Authlib checks state, nonce, signature, issuer and audience."""
    issuer = _issuer()
    try:
        token = issuer.authorize_access_token()
    except REFUSALS as error:
        return _refused(error)
    identity = token.get("userinfo")
    if identity is None:
        return _refused(ValueError("the issuer sent no identity"))
    email = identity.get("email") if identity.get("email_verified") is True else None
    with writer().begin() as connection:
        found = account_by_identity(connection, identity["iss"], identity["sub"], email)
        if found is not None:
            return _signed_in(connection, found)
    words = gettext("You have no account here. Ask an administrator of the map for one.")
    return make_response(_page(words), 403)
