"""Administrators: accounts, departments, who keeps which layer, and sessions."""

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from geodata.notes import Refused
from geodata.repair.texts import parse_text
from layers import all_layers
from layers.departments import DEPARTMENTS
from mapservice.conditions import NotPossible
from mapservice.groups.fields import parse_email
from mapservice.languages import gettext
from mapservice.problems import BadParameter
from mapservice.sessions import close_sessions_of, count_sessions
from mapservice.stewards.access import Rules, declared_layer, rules_of, set_rules
from mapservice.stewards.accounts import (
    NewAccount,
    add_account,
    all_stewards,
    assign,
    disable,
    read_steward,
)
from mapservice.stewards.passwords import WeakPassword
from mapservice.stewards.views.signed_in import administrator, staff_page, writer


def add_routes(blueprint: Blueprint) -> None:
    account = "/staff/accounts/<int:account_id>"
    blueprint.add_url_rule("/staff/accounts", "accounts", accounts)
    blueprint.add_url_rule("/staff/accounts", "add_account", add, methods=["POST"])
    blueprint.add_url_rule(account, "change_account", change, methods=["POST"])
    blueprint.add_url_rule("/staff/rules", "rules", rules)
    blueprint.add_url_rule("/staff/rules/<layer_id>", "set_rules", save_rules, methods=["POST"])


def accounts() -> str:
    with writer().begin() as connection:
        administrator(connection)
        return _page(connection)


def _page(connection: Connection, error: str | None = None) -> str:
    stewards = [(who, count_sessions(connection, who.id)) for who in all_stewards(connection)]
    return staff_page(
        "accounts.html", "accounts", stewards=stewards, departments=DEPARTMENTS, error=error
    )


def add() -> Response:
    form = request.form
    with writer().begin() as connection:
        administrator(connection)
        try:
            new = NewAccount(
                name=form.get("name", "").strip().lower(),
                display_name=parse_text(form.get("display_name", "")[:100]).value or "",
                departments=tuple(form.getlist("departments")),
                administrator="administrator" in form,
                email=parse_email(form.get("email", "")),
                password=form.get("password") or None,
            )
            with connection.begin_nested():
                add_account(connection, new)
        except (WeakPassword, Refused, ValueError, IntegrityError):
            words = gettext(
                "The account was not made: the name is taken or has other signs than a-z, 0-9 "
                "and .-_@, or the password is too short (12 characters)."
            )
            return make_response(_page(connection, words), 422)
    return redirect(url_for("stewards.accounts"), 303)


def change(account_id: int) -> Response:
    """Departments, locking out and in, and ending sessions. Nobody locks themselves out."""
    verb = request.form.get("verb", "")
    with writer().begin() as connection:
        me = administrator(connection)
        read_steward(connection, account_id)
        if verb == "assign":
            try:
                assign(connection, account_id, request.form.getlist("departments"))
            except ValueError as error:
                known = ", ".join(row.id for row in DEPARTMENTS)
                raise BadParameter("departments", "are unknown.", known) from error
        elif verb in ("lock", "unlock"):
            if account_id == me.id:
                raise NotPossible("your own account", verb)
            disable(connection, account_id, disabled=verb == "lock")
        elif verb == "sign_out":
            close_sessions_of(connection, account_id)
        else:
            raise BadParameter("verb", "is unknown.", "assign, lock, unlock, sign_out")
    return redirect(url_for("stewards.accounts"), 303)


def rules() -> str:
    with writer().begin() as connection:
        administrator(connection)
        found = [(layer, rules_of(connection, layer.id)) for layer in all_layers()]
    return staff_page("rules.html", "rules", rules=found, departments=DEPARTMENTS)


def save_rules(layer_id: str) -> Response:
    wanted = frozenset(request.form.getlist("departments"))
    with writer().begin() as connection:
        administrator(connection)
        declared_layer(layer_id)
        try:
            set_rules(connection, layer_id, Rules(wanted, "second_reviewer" in request.form))
        except ValueError as error:
            known = ", ".join(row.id for row in DEPARTMENTS)
            raise BadParameter("departments", "are none or unknown.", known) from error
    return redirect(url_for("stewards.rules"), 303)
