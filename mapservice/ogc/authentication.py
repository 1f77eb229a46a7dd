"""Who writes: stewards with name and password by HTTP Basic (RFC 7617), per request."""

from typing import Final

from sqlalchemy import Connection, Engine, func, select
from werkzeug.datastructures import Authorization, WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from layers.declaration import Layer
from mapservice.conditions import TooMany
from mapservice.database.audit.acting import act_as
from mapservice.database.private import attempts, clock, today
from mapservice.parameters import clean_text
from mapservice.stewards.access import require_layer
from mapservice.stewards.accounts import Steward, check_credentials
from mapservice.submissions import limit, source_of

PURPOSE: Final = "write by API"
MOST_FAILURES: Final = 10
"""Wrong passwords for one name, and from one source, in an hour."""
LONGEST: Final = 200


def authenticate(
    engine: Engine, authorization: Authorization | None, source: str, code: str
) -> Steward:
    """The steward behind the request; Unauthorized (401), or TooMany after many failures.

    `code` is the one-time code of accounts with a second factor.
    """
    if authorization is None or authorization.type != "basic":
        raise _unauthorized()
    name = clean_text("name", authorization.username or "", LONGEST).lower()
    password = clean_text("password", authorization.password or "", LONGEST)
    with engine.begin() as connection:
        for words in (f"name {name}", f"source {source}"):
            _refuse_after_failures(connection, words)
        found = check_credentials(connection, name, password, code)
    if found is None:
        with engine.begin() as connection:
            for words in (f"name {name}", f"source {source}"):
                limit(connection, PURPOSE, words, MOST_FAILURES)
        raise _unauthorized()
    return found


def _refuse_after_failures(connection: Connection, words: str) -> None:
    day = connection.scalar(select(today()))
    failures = connection.scalar(
        select(func.count())
        .select_from(attempts)
        .where(
            attempts.c.purpose == PURPOSE,
            attempts.c.source == source_of(f"{day}\n{words}", PURPOSE),
            attempts.c.at > clock() - func.make_interval(0, 0, 0, 0, 1),
        )
    )
    if (failures or 0) >= MOST_FAILURES:
        raise TooMany(3600)


def act_on(connection: Connection, steward: Steward, layer_id: str) -> Layer:
    """The layer, if it is the steward's; the transaction is theirs from now on.

    Raises NotYours, NotFound.
    """
    act_as(connection, steward.actor)
    return require_layer(connection, steward, layer_id)


def _unauthorized() -> Unauthorized:
    realm = WWWAuthenticate("basic", {"realm": "mapservice", "charset": "UTF-8"})
    return Unauthorized(www_authenticate=realm)
