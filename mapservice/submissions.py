"""What every form that changes something shares: CSRF, limits, and "once" for double clicks."""

import hashlib
import hmac
import uuid
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from mapservice.conditions import TooMany
from mapservice.database.private import attempts, clock, idempotency, today
from mapservice.mail.delivery import check_mail_settings
from mapservice.problems import BadParameter
from mapservice.settings import Settings

KEY_FIELD: Final = "submission"
TRAP_FIELD: Final = "website_2"
"""A field that people do not see and programs fill in."""

csrf: Final = CSRFProtect()


def init_app(app: Flask, settings: Settings) -> None:
    """Forms with CSRF tokens, in the blueprints that `protect` was called with.

    Raises SettingError for settings of mail that do not fit together.
    """
    check_mail_settings(settings)
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may lie open for hours
        SESSION_COOKIE_NAME="form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=(settings.base_url or "").startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    csrf.init_app(app)
    app.jinja_env.globals.update(submission_key=lambda: str(uuid.uuid4()))


def protect(blueprint: Blueprint) -> None:
    """Check the CSRF token of every request that changes something; let nobody store a page."""

    def check() -> None:
        if current_app.config["WTF_CSRF_ENABLED"]:
            csrf.protect()

    def private(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store, private"
        return response

    blueprint.before_request(check)
    blueprint.after_request(private)


def submission_key_of(text: str | None) -> uuid.UUID:
    """The key that makes a submission happen once. Raises BadParameter."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        raise BadParameter(
            KEY_FIELD, "is missing or no UUID.", "A UUID, new for each form."
        ) from None


def once(connection: Connection, key: uuid.UUID, purpose: str, act: Callable[[], str]) -> str:
    """The result of `act`, which happens once for `key` however often and fast it is sent.

    A second submission waits for the first one's transaction and gets its result.
    """
    made = connection.execute(
        upsert(idempotency)
        .values(key=key, purpose=purpose)
        .on_conflict_do_nothing()
        .returning(idempotency.c.key)
    ).one_or_none()
    if made is None:
        row = connection.execute(select(idempotency).where(idempotency.c.key == key)).one()
        if row.purpose != purpose:
            raise BadParameter(KEY_FIELD, "belongs to another form.", "A UUID, new for each form.")
        return str(row.result)
    result = act()
    connection.execute(update(idempotency).where(idempotency.c.key == key).values(result=result))
    return result


def source_of(words: str, purpose: str) -> bytes:
    """A digest that tells repeats of one day apart, and nobody who it was: keyed, daily new."""
    settings_key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(settings_key, f"{purpose}\n{words}".encode(), hashlib.sha256)


def limit(connection: Connection, purpose: str, words: str, most: int, hours: int = 1) -> None:
    """Count an attempt of `words` (an address) at `purpose`. Raises TooMany beyond `most`.

    Kept in PostgreSQL, so that all processes count together; one at a time per source.
    """
    day = connection.scalar(select(today()))
    source = source_of(f"{day}\n{words}", purpose)
    lock = int.from_bytes(source[:8], signed=True)
    connection.execute(select(func.pg_advisory_xact_lock(lock)))
    since = clock() - func.make_interval(0, 0, 0, 0, hours)
    same = (attempts.c.purpose == purpose) & (attempts.c.source == source)
    made = connection.scalar(
        select(func.count()).select_from(attempts).where(same, attempts.c.at > since)
    )
    if (made or 0) >= most:
        raise TooMany(hours * 3600)
    connection.execute(insert(attempts).values(purpose=purpose, source=source, at=clock()))


def forget_old_attempts(connection: Connection) -> None:
    """What limits and double clicks need is needed for a day."""
    day_ago = clock() - func.make_interval(0, 0, 0, 1)
    connection.execute(delete(attempts).where(attempts.c.at < day_ago))
    connection.execute(delete(idempotency).where(idempotency.c.created_at < day_ago))


def remote_address() -> str:
    return request.remote_addr or ""


def is_trapped() -> bool:
    """Whether the field that people do not see was filled in."""
    return bool(request.form.get(TRAP_FIELD))
