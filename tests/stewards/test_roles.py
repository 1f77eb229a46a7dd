"""Every route x every role -> status, generated from the URL map: a new route fails until listed.

Roles are a reader, a group looking at its own record and at another's, the steward of the
layer, a steward of another department, and an administrator of no department.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.routing import Rule

from mapservice.groups.links import Link, make_link
from mapservice.groups.records import Step, act, find_or_make_representative
from mapservice.groups.states import Action
from mapservice.groups.suggestions import Suggestion, keep_suggestion
from mapservice.notices.records import add_notice
from mapservice.sessions import open_session
from tests.notices.test_notices import notice
from tests.registrations import add_group
from tests.stewards.conftest import HTML, SignIn

SUBJECTS = ("groups.", "stewards.", "notices.")
ROLES = ("reader", "group", "other group", "steward", "other steward", "administrator")

# Answers in the order of ROLES. 303 leads to signing in, 400 is a form without its key,
# 422 a form that lacks something, 428 one that names no version.
PUBLIC = (200,) * 6
OWN = (303, 200, 404, 303, 303, 303)
OWN_FORM = (400, 400, 400, 400, 400, 400)
STAFF = (303, 303, 303, 200, 200, 200)
LAYER = (303, 303, 303, 200, 403, 403)
LAYER_428 = (303, 303, 303, 428, 403, 403)
ADMINISTRATOR = (303, 303, 303, 403, 403, 200)

EXPECTED: dict[str, tuple[int, ...]] = {
    "GET groups.new": PUBLIC,
    "POST groups.ask_for_link": (422,) * 6,
    "GET groups.link": PUBLIC,
    "POST groups.follow_link": (303,) * 6,
    "POST groups.sign_out": (303,) * 6,
    "GET groups.mine": (303, 200, 200, 303, 303, 303),
    "POST groups.begin": OWN_FORM,
    "GET groups.erased": PUBLIC,
    "GET groups.preview": OWN,
    "GET groups.ask": OWN,
    "POST groups.do": OWN_FORM,
    "GET groups.confirm_link": PUBLIC,
    "POST groups.confirm_by_link": (200,) * 6,
    "GET groups.step": OWN,
    "POST groups.save_step": (303, 422, 404, 303, 303, 303),
    "GET groups.office": OWN,
    "POST groups.save_office": (303, 400, 404, 303, 303, 303),
    "GET groups.places": OWN,
    "POST groups.add_place": (303, 422, 404, 303, 303, 303),
    "POST groups.remove_place": (303, 400, 404, 303, 303, 303),
    "GET groups.suggest": PUBLIC,
    "POST groups.keep_suggestion": (422,) * 6,
    "GET groups.thanks": PUBLIC,
    "GET notices.index": PUBLIC,
    "GET notices.notice": PUBLIC,
    "GET notices.atom": PUBLIC,
    "GET notices.ics": PUBLIC,
    "GET stewards.sign_in": PUBLIC,
    "POST stewards.check": (422,) * 6,
    "POST stewards.sign_out": (303,) * 6,
    "GET stewards.oidc": (404,) * 6,
    "GET stewards.oidc_back": (404,) * 6,
    "GET stewards.queue": STAFF,
    "GET stewards.review": LAYER,
    "POST stewards.decide": (400,) * 6,
    "GET stewards.address": LAYER,
    "POST stewards.move": (400,) * 6,
    "GET stewards.suggestion": LAYER,
    "POST stewards.answer": (400,) * 6,
    "GET stewards.layer": LAYER,
    "GET stewards.add": LAYER,
    "POST stewards.keep_new": (400,) * 6,
    "GET stewards.edit": LAYER,
    "POST stewards.save": (428,) * 6,
    "GET stewards.removal": LAYER,
    "POST stewards.remove": (428,) * 6,
    "GET stewards.import_form": LAYER,
    "POST stewards.upload": (303, 303, 303, 422, 403, 403),
    "GET stewards.import_preview": (303, 303, 303, 404, 403, 403),
    "POST stewards.import_apply": (400,) * 6,
    "GET stewards.history": LAYER,
    "GET stewards.change": LAYER,
    "POST stewards.undo": (400,) * 6,
    "GET stewards.dashboard": STAFF,
    "GET stewards.survey": LAYER,
    "GET stewards.mails": ADMINISTRATOR,
    "GET stewards.notices": STAFF,
    "GET stewards.new_notice": STAFF,
    "POST stewards.add_notice": (400,) * 6,
    "GET stewards.notice": LAYER,
    "POST stewards.save_notice": (400,) * 6,
    "GET stewards.accounts": ADMINISTRATOR,
    "POST stewards.add_account": (303, 303, 303, 403, 403, 422),
    "POST stewards.change_account": (303, 303, 303, 403, 403, 400),
    "GET stewards.rules": ADMINISTRATOR,
    "POST stewards.set_rules": (303, 303, 303, 403, 403, 400),
}

# What a complete form gets: the roles that the incomplete one above did not tell apart.
COMPLETE: dict[str, tuple[int, ...]] = {
    "POST groups.begin": (303, 303, 303, 303, 303, 303),
    "POST groups.do": (303, 303, 404, 303, 303, 303),
    "POST stewards.decide": (303, 303, 303, 303, 403, 403),
    "POST stewards.move": (303, 303, 303, 422, 403, 403),
    "POST stewards.answer": (303, 303, 303, 303, 403, 403),
    "POST stewards.keep_new": (303, 303, 303, 422, 403, 403),
    "POST stewards.save": (303, 303, 303, 422, 403, 403),
    "POST stewards.remove": (303, 303, 303, 303, 403, 403),
    "POST stewards.import_apply": (303, 303, 303, 404, 403, 403),
    "POST stewards.undo": (303, 303, 303, 303, 403, 403),
    "POST stewards.add_notice": (303, 303, 303, 422, 422, 422),
    "POST stewards.save_notice": (303, 303, 303, 422, 403, 403),
}


@dataclass(frozen=True)
class World:
    """Objects that routes name, and the browsers of the roles."""

    app: Flask
    database: Connection
    values: dict[str, object]
    clients: dict[str, FlaskClient]

    def fresh_values(self) -> dict[str, object]:
        """Values for one request: tokens work once."""
        link = Link("sign_in", "group@example.jp", None, "ja")
        confirm = Link("confirm", "group@example.jp", str(self.values["group_id"]), "ja")
        return {
            **self.values,
            "sign_in": make_link(self.database, link, 1),
            "confirm": make_link(self.database, confirm, 1),
        }


@pytest.fixture
def world(app: Flask, database: Connection, signed_in: SignIn) -> Iterator[World]:
    app.config["WTF_CSRF_ENABLED"] = False
    database.execute(text("SELECT set_config('mapservice.change', 'the-change', true)"))
    database.execute(
        text("INSERT INTO layers.citizen_centers (id, name_ja) VALUES ('hall', '見本会館')")
    )
    group_id = add_group(database, email="group@example.jp")
    act(database, group_id, Step(Action.SUBMIT))
    act(database, group_id, Step(Action.APPROVE))
    act(database, group_id, Step(Action.SUBMIT))
    suggestion = keep_suggestion(database, Suggestion("citizen_centers", "見本"))
    clients = {"reader": app.test_client()}
    for role in ("group", "other group"):
        email = "group@example.jp" if role == "group" else "other@example.jp"
        person = find_or_make_representative(database, email, "ja")
        clients[role] = app.test_client()
        token = open_session(database, 60, representative_id=person)
        clients[role].set_cookie("group", token)
    clients["steward"] = signed_in("own", "civic_autonomy")
    clients["other steward"] = signed_in("other", "industry")
    clients["administrator"] = signed_in("chief", administrator=True)
    number = add_notice(database, notice(), "")
    values: dict[str, object] = {
        "group_id": group_id, "layer_id": "citizen_centers", "feature_id": "hall",
        "change_id": "the-change", "key": "7f2b2e46-0f8e-4b52-9d54-6f1f6f1c1b11",
        "account_id": 1_000_000_000, "number": number, "suggestion": suggestion, "position": 0,
        "form": "csv", "name": "about", "verb": "withdraw",
    }  # fmt: skip
    account = database.scalar(text("SELECT max(id) FROM private.accounts"))
    yield World(app, database, values | {"account_id": account}, clients)
    app.config["WTF_CSRF_ENABLED"] = True


def routes(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(SUBJECTS):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield f"{method} {rule.endpoint}", rule, method


def address(world: World, rule: Rule) -> str:
    values = world.fresh_values()
    if "suggestions" in rule.rule:
        values["number"] = values["suggestion"]
    values["token"] = values["confirm" if "confirm" in rule.rule else "sign_in"]
    with world.app.test_request_context():
        built = rule.build({name: values[name] for name in rule.arguments})
    assert built is not None
    return str(built[1])


def ask(world: World, rule: Rule, method: str, role: str, data: dict[str, str]) -> int:
    """The status of one request, whose effects are undone."""
    savepoint = world.database.begin_nested()
    url = address(world, rule)
    client = world.clients[role]
    kept = {name: client.get_cookie(name) for name in ("group", "staff")}
    status = client.open(url, method=method, headers=HTML, data=data).status_code
    savepoint.rollback()
    for name, cookie in kept.items():
        if cookie is not None:
            client.set_cookie(name, cookie.value)
    return status


def test_the_table_lists_every_route(app: Flask) -> None:
    assert sorted(EXPECTED) == sorted(name for name, _rule, _method in routes(app))


def test_every_route_answers_every_role_as_listed(world: World) -> None:
    wrong = {}
    for name, rule, method in routes(world.app):
        found = tuple(ask(world, rule, method, role, {}) for role in ROLES)
        if found != EXPECTED[name]:
            wrong[name] = (found, EXPECTED[name])
    assert wrong == {}


def test_complete_forms_reach_only_those_who_may(world: World) -> None:
    wrong = {}
    record = world.database.scalar(text("SELECT revision FROM private.groups"))
    data = {
        "submission": "c2b8bb0e-31f5-4c0b-8f77-0f3a1d1f0a11", "action": "approve", "into": "",
        "reason": "見本",
    }  # fmt: skip
    for name, rule, method in routes(world.app):
        if name in COMPLETE:
            group = name in ("POST stewards.decide", "POST groups.do")
            form = {**data, "revision": f"{record}" if group else "1"}
            found = tuple(ask(world, rule, method, role, form) for role in ROLES)
            if found != COMPLETE[name]:
                wrong[name] = (found, COMPLETE[name])
    assert wrong == {}
