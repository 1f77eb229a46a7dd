"""Notices for readers: a page, one of each, Atom and iCalendar."""

from flask import Blueprint, Response, current_app, render_template, request, url_for
from sqlalchemy import Connection, Engine, func, select

from mapservice.groups.links import absolute
from mapservice.languages import get_language, gettext
from mapservice.notices.feeds import atom_feed, calendar
from mapservice.notices.records import Notice, current_notices, read_notice
from mapservice.settings import Settings

blueprint = Blueprint("notices", __name__)
NARROWING = ("district", "field", "layer", "feature_id")


def _web() -> Engine:
    engine: Engine = current_app.extensions["databases"].web
    return engine


def _asked(connection: Connection) -> tuple[Notice, ...]:
    narrow = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    now = connection.execute(select(func.timezone("Asia/Tokyo", func.layers.clock()))).scalar_one()
    return current_notices(connection, now.date(), narrow)


@blueprint.get("/notices")
def index() -> str:
    with _web().connect() as connection:
        found = _asked(connection)
    return render_template("notices/index.html", notices=found, language=get_language())


@blueprint.get("/notices/<int:number>")
def notice(number: int) -> str:
    with _web().connect() as connection:
        found = read_notice(connection, number)
    return render_template("notices/notice.html", notice=found, language=get_language())


@blueprint.get("/notices.atom")
def atom() -> Response:
    settings: Settings = current_app.extensions["settings"]
    with _web().connect() as connection:
        found = _asked(connection)
    title = f"{gettext('Notices of the city')} – {settings.title}"
    body = atom_feed(
        found, get_language(), title, absolute(url_for("notices.index")), settings.title
    )
    return Response(body, mimetype="application/atom+xml")


@blueprint.get("/notices.ics")
def ics() -> Response:
    with _web().connect() as connection:
        found = _asked(connection)
    title = gettext("Notices of the city")
    body = calendar(found, get_language(), title, absolute(url_for("notices.index")))
    return Response(body, mimetype="text/calendar")
