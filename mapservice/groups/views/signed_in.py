"""Who is asking: the representative behind the cookie, and whether a record is theirs."""

from flask import current_app, g, url_for
from sqlalchemy import Connection, Engine

from mapservice.conditions import SignInNeeded
from mapservice.database.audit.acting import act_as
from mapservice.groups.records import Record, read_record
from mapservice.problems import BadParameter, NotFound
from mapservice.sessions import cookie_token, find_session
from mapservice.settings import Settings


def writer() -> Engine:
    engine: Engine = current_app.extensions["databases"].writer
    return engine


def settings() -> Settings:
    configured: Settings = current_app.extensions["settings"]
    return configured


def representative(connection: Connection) -> int:
    """The id of who is signed in, named as actor of the transaction. Raises SignInNeeded."""
    token = cookie_token("group")
    found = find_session(connection, token, settings().staff_session_minutes) if token else None
    if found is None or found.representative_id is None:
        raise SignInNeeded(url_for("groups.new"))
    g.representative_id = found.representative_id
    act_as(connection, f"representative:{found.representative_id}")
    return found.representative_id


def own_record(connection: Connection, group_id: str) -> Record:
    """The record if it belongs to who is signed in.

    Another's record is as unknown as none: its id tells a stranger nothing.
    """
    mine = representative(connection)
    record = read_record(connection, group_id)
    if record.representative_id != mine:
        raise NotFound
    return record


def seen_revision(text: str | None) -> int:
    """The version that a form was made from. Raises BadParameter."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadParameter("revision", "is missing.", "The version that the form was made from.")
    return int(text)
