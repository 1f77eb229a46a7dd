"""Links by mail: a random token that works once, for a while, and is stored as a hash only."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request
from sqlalchemy import Connection, delete, func, insert, select, update

from layers.text import Language
from mapservice.database.private import clock, tokens
from mapservice.problems import NotFound
from mapservice.sessions import hash_token, make_token
from mapservice.settings import Settings


@dataclass(frozen=True)
class Link:
    """What a token stands for."""

    purpose: str
    email: str
    group_id: str | None
    language: str


def make_link(connection: Connection, link: Link, hours: int) -> str:
    """A new token for `link`; it is stored nowhere."""
    token = make_token()
    connection.execute(
        insert(tokens).values(
            token_hash=hash_token(token),
            purpose=link.purpose,
            email=link.email,
            group_id=link.group_id,
            language=link.language,
            created_at=clock(),
            expires_at=clock() + func.make_interval(0, 0, 0, 0, hours),
        )
    )
    return token


def _open(token: str, purpose: str) -> tuple[object, ...]:
    return (
        tokens.c.token_hash == hash_token(token),
        tokens.c.purpose == purpose,
        tokens.c.used_at.is_(None),
        tokens.c.expires_at > clock(),
    )


def look_at_link(connection: Connection, token: str, purpose: str) -> Link:
    """What a token stands for, without using it up: mail scanners do as much. Raises NotFound."""
    row = connection.execute(select(tokens).where(*_open(token, purpose))).one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise NotFound
    return Link(row.purpose, row.email, row.group_id, row.language)


def use_link(connection: Connection, token: str, purpose: str) -> Link:
    """Use a token up; of two at once one succeeds. Raises NotFound."""
    row = connection.execute(
        update(tokens)
        .where(*_open(token, purpose))  # type: ignore[arg-type]
        .values(used_at=clock())
        .returning(tokens)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Link(row.purpose, row.email, row.group_id, row.language)


def forget_old_links(connection: Connection) -> None:
    connection.execute(delete(tokens).where(tokens.c.expires_at < clock()))


def absolute(path: str) -> str:
    """The full address of a path of ours, for mail.

    The operator's `base_url` counts. Without one, the host that was asked: only a service
    that sends no mail works so (`check_mail_settings`), or a stranger could choose the host.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.base_url is None:
        return request.host_url.rstrip("/") + path
    base = urlsplit(settings.base_url)
    prefix = "" if path.startswith(f"{base.path}/") else base.path
    return f"{base.scheme}://{base.netloc}{prefix}{path}"


def address_in(settings: Settings, language: Language, path: str) -> str:
    """The full address of a path outside of a request, such as in yearly mails."""
    base = settings.base_url or f"http://{settings.host}:{settings.port or 8000}"
    return f"{base}{'' if language == 'ja' else f'/{language}'}{path}"
