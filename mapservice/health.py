"""Whether the process is up (`/healthz`) and whether it can serve (`/readyz`)."""

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from mapservice.database.engine import Databases
from mapservice.database.migrations.state import schema_is_current
from mapservice.problems import RETRY_AFTER_S

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> Response:
    databases: Databases = current_app.extensions["databases"]
    try:
        with databases.web.connect() as connection:
            ready = schema_is_current(connection)
    except SQLAlchemyError:
        ready = False
    if ready:
        return Response("ready\n", mimetype="text/plain")
    response = Response("database unreachable or schema not current\n", 503, mimetype="text/plain")
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
