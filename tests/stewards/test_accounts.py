"""Staff sign in by a local account; sessions are short and can be ended."""

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from mapservice.stewards.accounts import (
    NewAccount,
    account_by_identity,
    add_account,
    find_account,
    set_totp,
)
from mapservice.stewards.passwords import WeakPassword, new_totp_secret, totp_step
from tests.forms import send
from tests.stewards.conftest import HTML, SignIn

PASSWORD = "a long sample phrase"


@pytest.fixture
def account(database: Connection) -> int:
    new = NewAccount("tanto", "見本 担当", ("civic_autonomy",), password=PASSWORD)
    return add_account(database, new)


def sign_in(client: FlaskClient, **values: str) -> TestResponse:
    page = client.get("/staff/sign-in", headers=HTML)
    return send(client, page, "/sign-in", **{"name": "tanto", "password": PASSWORD, **values})


@pytest.mark.usefixtures("account")
def test_the_right_password_opens_the_queue(client: FlaskClient) -> None:
    answer = sign_in(client, name="Tanto")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff")
    cookie = client.get_cookie("staff")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert client.get("/staff", headers=HTML).status_code == 200


@pytest.mark.usefixtures("account")
def test_wrong_name_and_wrong_password_get_the_same_answer(client: FlaskClient) -> None:
    answers = [sign_in(client, password="wrong"), sign_in(client, name="nobody")]
    assert [answer.status_code for answer in answers] == [422, 422]
    texts = [answer.text.split("<main")[1].split("<form")[0] for answer in answers]
    assert texts[0] == texts[1]


@pytest.mark.usefixtures("account")
def test_the_eleventh_attempt_is_refused_even_with_the_right_password(
    client: FlaskClient,
) -> None:
    for _ in range(10):
        assert sign_in(client, password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_one_time_code_is_asked_for_and_counts_once(
    client: FlaskClient, database: Connection, account: int
) -> None:
    secret = new_totp_secret()
    set_totp(database, account, secret)
    assert sign_in(client).status_code == 422
    code = pyotp.TOTP(secret).now()
    assert sign_in(client, code=code).status_code == 303
    assert sign_in(client, code=code).status_code == 422


def test_codes_are_those_of_rfc_6238() -> None:
    """Appendix B, SHA-1, truncated to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert totp_step(secret, "287082", 59) == 1
    assert totp_step(secret, "287082", 59 + 30) == 1
    assert totp_step(secret, "287082", 59 + 60) is None
    assert totp_step(secret, "005924", 1234567890) == 41152263


def test_a_locked_account_is_out_at_once(
    client: FlaskClient, account: int, administrator: FlaskClient
) -> None:
    sign_in(client)
    assert client.get("/staff", headers=HTML).status_code == 200
    page = administrator.get("/staff/accounts", headers=HTML)
    assert send(administrator, page, f"/{account}", verb="lock").status_code == 303
    assert client.get("/staff", headers=HTML).status_code == 303
    assert sign_in(client).status_code == 422


def test_a_session_ends_after_an_hour_without_a_request(
    signed_in: SignIn, database: Connection
) -> None:
    client = signed_in("idle", "civic_autonomy")
    database.execute(text("SELECT set_config('mapservice.clock', (now() + '59 min')::text, true)"))
    assert client.get("/staff", headers=HTML).status_code == 200
    database.execute(text("SELECT set_config('mapservice.clock', (now() + '118 min')::text, true)"))
    assert client.get("/staff", headers=HTML).status_code == 200
    database.execute(text("SELECT set_config('mapservice.clock', (now() + '179 min')::text, true)"))
    assert client.get("/staff", headers=HTML).status_code == 303


def test_a_weak_password_makes_no_account(database: Connection) -> None:
    with pytest.raises(WeakPassword):
        add_account(database, NewAccount("weak", "見本", password="short"))


def test_departments_must_be_the_citys(database: Connection) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        add_account(database, NewAccount("lost", "見本", ("nowhere",)))


def test_an_identity_is_joined_by_its_verified_address_once(database: Connection) -> None:
    add_account(database, NewAccount("oidc", "見本", email="Staff@example.jp"))
    issuer = "https://issuer.example.jp"
    assert account_by_identity(database, issuer, "one", None) is None
    joined = account_by_identity(database, issuer, "one", "staff@example.jp")
    assert joined is not None
    assert joined.id == find_account(database, "oidc")
    assert account_by_identity(database, issuer, "one", None) == joined
    assert account_by_identity(database, issuer, "two", "staff@example.jp") is None


def test_without_an_issuer_there_is_no_way_to_it(app: Flask) -> None:
    assert app.test_client().get("/staff/oidc", headers=HTML).status_code == 404
