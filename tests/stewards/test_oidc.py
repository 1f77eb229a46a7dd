"""Staff sign in at the city's issuer: a real one, asked over HTTP, that signs its answers."""

import http.client
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from sqlalchemy import Connection, text
from werkzeug.test import TestResponse

from mapservice.settings import Settings
from mapservice.stewards.accounts import NewAccount, add_account
from tests.stewards.conftest import HTML
from tests.stewards.issuer import CLIENT_ID, CLIENT_SECRET, Claims, Issuer, running_issuer

STAFF = "staff@example.jp"


@pytest.fixture
def issuer(app: Flask, settings: Settings) -> Iterator[Issuer]:
    with running_issuer() as running:
        running.person = {"sub": "staff-1", "email": STAFF, "email_verified": True}
        app.extensions["settings"] = replace(
            settings,
            oidc_issuer=running.address,
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
        )
        yield running
        app.extensions["settings"] = settings
        app.extensions.pop("oidc", None)


@pytest.fixture
def account(database: Connection) -> int:
    return add_account(database, NewAccount("oidc", "見本", ("civic_autonomy",), email=STAFF))


def begin(client: FlaskClient) -> str:
    """Press the button; returns where the issuer sends the browser back to."""
    away = client.get("/staff/oidc", headers=HTML)
    assert away.status_code == 302
    asked = urlsplit(away.headers["Location"])
    connection = http.client.HTTPConnection(asked.netloc, timeout=10)
    connection.request("GET", f"{asked.path}?{asked.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    back = urlsplit(location)
    return f"{back.path}?{back.query}"


def sign_in(client: FlaskClient) -> TestResponse:
    return client.get(begin(client), headers=HTML)


def is_in(client: FlaskClient) -> bool:
    return client.get("/staff", headers=HTML).status_code == 200


@pytest.mark.usefixtures("account")
def test_the_issuers_word_opens_the_queue(client: FlaskClient, issuer: Issuer) -> None:
    assert '"/staff/oidc"' in client.get("/staff/sign-in", headers=HTML).text
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff")
    assert is_in(client)
    assert issuer.codes == {}


@pytest.mark.usefixtures("account", "issuer")
def test_the_request_carries_state_nonce_and_a_challenge(client: FlaskClient) -> None:
    asked = [
        parse_qs(urlsplit(client.get("/staff/oidc").headers["Location"]).query) for _ in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 20
        assert asked[0][name] != asked[1][name], name
    assert asked[0]["code_challenge_method"] == ["S256"]


@pytest.mark.usefixtures("account", "issuer")
def test_a_code_counts_once_and_only_in_the_browser_that_asked(
    app: Flask, client: FlaskClient
) -> None:
    back = begin(client)
    stranger = app.test_client()
    assert stranger.get(back, headers=HTML).status_code == 422
    assert not is_in(stranger)
    assert client.get(back, headers=HTML).status_code == 303
    again = app.test_client()
    assert again.get(back, headers=HTML).status_code == 422


@pytest.mark.usefixtures("account", "issuer")
def test_a_state_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    back = begin(client).rpartition("state=")[0]
    assert client.get(f"{back}state=another", headers=HTML).status_code == 422
    assert not is_in(client)


WRONG: dict[str, Claims] = {
    "nonce of another sign-in": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "for another client": {"aud": "another"},
    "by another issuer": {"iss": "https://another.example.jp"},
    "past": {"exp": 1_000_000_000},
}


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("wrong", WRONG)
def test_an_identity_with_wrong_claims_opens_nothing(
    client: FlaskClient, issuer: Issuer, wrong: str
) -> None:
    changed = WRONG[wrong]
    issuer.change = lambda claims: {
        name: value for name, value in {**claims, **changed}.items() if value is not None
    }
    assert sign_in(client).status_code == 422
    assert not is_in(client)


@pytest.mark.usefixtures("account")
def test_a_signature_by_another_key_opens_nothing(client: FlaskClient, issuer: Issuer) -> None:
    issuer.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert sign_in(client).status_code == 422
    assert not is_in(client)


@pytest.mark.usefixtures("account")
def test_an_address_that_the_issuer_did_not_verify_joins_no_account(
    client: FlaskClient, issuer: Issuer, database: Connection
) -> None:
    issuer.person["email_verified"] = False
    assert sign_in(client).status_code == 403
    assert not is_in(client)
    assert database.scalar(text("SELECT count(oidc_subject) FROM private.accounts")) == 0


@pytest.mark.usefixtures("account")
def test_an_answer_without_an_identity_opens_nothing(client: FlaskClient, issuer: Issuer) -> None:
    issuer.silent = True
    assert sign_in(client).status_code == 422
    assert not is_in(client)


@pytest.mark.usefixtures("issuer")
def test_who_said_no_at_the_issuer_is_back_at_signing_in(client: FlaskClient) -> None:
    begin(client)
    assert client.get("/staff/oidc/back?error=access_denied", headers=HTML).status_code == 422


def test_an_issuer_that_cannot_be_reached_is_no_error_of_ours(
    app: Flask, client: FlaskClient, issuer: Issuer
) -> None:
    app.extensions["settings"] = replace(
        app.extensions["settings"], oidc_issuer="http://127.0.0.1:9"
    )
    assert issuer.codes == {}
    assert client.get("/staff/oidc", headers=HTML).status_code == 422
