"""Stewards at the pages of staff, and a database that commits for tests that need one."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from mapservice.database.engine import Databases, Target
from mapservice.sessions import open_session
from tests.committed import committed_databases
from tests.registrations import add_account

HTML = {"Accept": "text/html"}
SignIn = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def committed(target: Target) -> Iterator[Databases]:
    with committed_databases(target, "stewards_committed") as databases:
        yield databases


@pytest.fixture
def signed_in(app: Flask, database: Connection) -> SignIn:
    """A browser of somebody new in these departments."""

    def sign_in(name: str, *departments: str, administrator: bool = False) -> FlaskClient:
        account_id = add_account(database, name, *departments, administrator=administrator)
        client = app.test_client()
        client.set_cookie("staff", open_session(database, 60, account_id=account_id))
        return client

    return sign_in


@pytest.fixture
def steward(signed_in: SignIn) -> FlaskClient:
    """Keeps the groups, citizens' centres and universities."""
    return signed_in("steward", "civic_autonomy")


@pytest.fixture
def facilities(signed_in: SignIn) -> FlaskClient:
    """Keeps the public facilities."""
    return signed_in("facilities", "public_facilities", "lifelong_learning")


@pytest.fixture
def administrator(signed_in: SignIn) -> FlaskClient:
    return signed_in("administrator", administrator=True)
