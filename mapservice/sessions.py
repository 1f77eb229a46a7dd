"""Sessions of staff and of groups: short, revocable, and known to the database by a hash only."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final, Literal

from flask import current_app, request
from sqlalchemy import Connection, delete, func, insert, select, update
from werkzeug.wrappers import Response

from mapservice.database.private import clock, sessions
from mapservice.settings import Settings

Who = Literal["staff", "group"]
TOKEN_BYTES: Final = 32
# A session that is used stays open at most this long, whatever its idle limit.
LONGEST_HOURS: Final = 12


@dataclass(frozen=True)
class Session:
    """Whose session a token opens: an account of staff, or a representative of groups."""

    account_id: int | None
    representative_id: int | None


def make_token() -> str:
    """256 random bits, as a text for URLs and cookies."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """What is stored of a token. It is random, so that a plain hash cannot be searched."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def open_session(
    connection: Connection,
    minutes: int,
    *,
    account_id: int | None = None,
    representative_id: int | None = None,
) -> str:
    """Start a session of one of the two; returns its token, which is stored nowhere."""
    token = make_token()
    connection.execute(
        insert(sessions).values(
            token_hash=hash_token(token),
            account_id=account_id,
            representative_id=representative_id,
            created_at=clock(),
            seen_at=clock(),
            expires_at=clock() + func.make_interval(0, 0, 0, 0, 0, minutes),
        )
    )
    return token


def find_session(connection: Connection, token: str, minutes: int) -> Session | None:
    """The session of `token` if it is still open; using it moves its end `minutes` on."""
    row = connection.execute(
        update(sessions)
        .where(
            sessions.c.token_hash == hash_token(token),
            sessions.c.expires_at > clock(),
            sessions.c.created_at > clock() - func.make_interval(0, 0, 0, 0, LONGEST_HOURS),
        )
        .values(seen_at=clock(), expires_at=clock() + func.make_interval(0, 0, 0, 0, 0, minutes))
        .returning(sessions.c.account_id, sessions.c.representative_id)
    ).one_or_none()
    return Session(row.account_id, row.representative_id) if row else None


def close_session(connection: Connection, token: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.token_hash == hash_token(token)))


def close_sessions_of(connection: Connection, account_id: int) -> int:
    """Sign an account out everywhere; returns of how many sessions."""
    closed = connection.execute(
        delete(sessions).where(sessions.c.account_id == account_id).returning(sessions.c.account_id)
    )
    return len(closed.all())


def count_sessions(connection: Connection, account_id: int) -> int:
    return int(
        connection.scalar(
            select(func.count())
            .select_from(sessions)
            .where(sessions.c.account_id == account_id, sessions.c.expires_at > clock())
        )
        or 0
    )


def give_cookie(response: Response, who: Who, token: str) -> None:
    """The cookie ends with the browser; the database says earlier whether it still counts."""
    response.set_cookie(
        who, token, httponly=True, samesite="Lax", secure=is_secure(), path=cookie_path()
    )


def take_cookie(response: Response, who: Who) -> None:
    response.delete_cookie(
        who, httponly=True, samesite="Lax", secure=is_secure(), path=cookie_path()
    )


def cookie_token(who: Who) -> str | None:
    return request.cookies.get(who) or None


def is_secure() -> bool:
    """Whether cookies may demand HTTPS: they would never arrive on a plain local address."""
    settings: Settings = current_app.extensions["settings"]
    return request.is_secure or (settings.base_url or "").startswith("https://")


def cookie_path() -> str:
    """One cookie for all languages, which are prefixes of the path."""
    return current_app.config["APPLICATION_ROOT"] or "/"
