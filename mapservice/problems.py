"""Errors: one table from exception to status, one shape for programs, one page for people.

Shape: RFC 9457, `application/problem+json`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, g, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException

from mapservice.conditions import NotPossible, NotYours, SignInNeeded, Stale, TooMany, Unconditional
from mapservice.languages import gettext


# Not frozen: raising sets the traceback, which contextlib does by assignment.
@dataclass(eq=False)
class BadParameter(Exception):
    """A request's parameter that cannot be taken, and what could be."""

    name: str
    problem: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem} {self.allowed}"


class NotFound(LookupError):
    """Nothing is known under the name that was asked for."""


@dataclass(frozen=True)
class Problem:
    """What a program is told (RFC 9457), with `parameter` and `allowed` as extensions."""

    status: int
    title: str
    detail: str
    parameter: str | None = None
    allowed: str | None = None

    def as_json(self) -> str:
        members = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "parameter": self.parameter,
            "allowed": self.allowed,
            "request_id": g.get("request_id"),
        }
        return json.dumps(
            {key: value for key, value in members.items() if value is not None},
            ensure_ascii=False,
        )


# The first class that matches counts: subclasses stand before their bases.
STATUSES: Final[tuple[tuple[type[Exception], int], ...]] = (
    (BadParameter, 400),
    (NotFound, 404),
    (SignInNeeded, 401),
    (NotYours, 403),
    (NotPossible, 409),
    (Stale, 412),
    (Unconditional, 428),
    (TooMany, 429),
    (PoolTimeout, 503),
    (OperationalError, 503),
)
RETRY_AFTER_S: Final = 5

# SQLSTATE 57014: the statement ran into statement_timeout.
QUERY_CANCELED: Final = "57014"


def status_of(error: Exception) -> int:
    """The HTTP status that stands for an exception; 500 for one nobody foresaw."""
    if isinstance(error, HTTPException):
        return error.code or 500
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == QUERY_CANCELED:
        return 503
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def titles() -> dict[int, tuple[str, str]]:
    return {
        400: (gettext("This cannot be searched for"), gettext("Part of the address is wrong.")),
        401: (gettext("Please sign in"), gettext("This page needs you to sign in.")),
        403: (gettext("Not allowed"), gettext("You may not do this.")),
        404: (gettext("Not found"), gettext("There is nothing at this address.")),
        405: (gettext("Not allowed"), gettext("This address does not take that method.")),
        409: (
            gettext("This is no longer possible"),
            gettext("Somebody was faster. Look at the record as it is now."),
        ),
        412: (
            gettext("Somebody changed this meanwhile"),
            gettext("Nothing was overwritten. Look at the record as it is now."),
        ),
        428: (
            gettext("The version is missing"),
            gettext("A change must say which version it was made from (If-Match)."),
        ),
        429: (
            gettext("Too many attempts"),
            gettext("Please wait a while and try again."),
        ),
        503: (
            gettext("Please try again shortly"),
            gettext("The service cannot reach its data right now."),
        ),
    }


def describe(error: Exception) -> Problem:
    """What may be told about an error; an unforeseen one tells nothing of the inside."""
    status = status_of(error)
    title, detail = titles().get(
        status, (gettext("Something went wrong"), gettext("The error was written to the log."))
    )
    if isinstance(error, BadParameter):
        return Problem(status, title, str(error), error.name, error.allowed)
    if isinstance(error, BadRequest):
        title = gettext("This form could not be taken")
        detail = gettext("Open the page again, and send the form once more.")
    if isinstance(error, NotFound) and error.args:
        detail = str(error)
    return Problem(status, title, detail)


def wants_html(accept: Iterable[str] = ("application/json", "text/html")) -> bool:
    """Whether the client is a person's browser rather than a program."""
    return request.accept_mimetypes.best_match(list(accept), "application/json") == "text/html"


def respond(error: Exception) -> Response:
    problem = describe(error)
    if isinstance(error, SignInNeeded) and wants_html():
        return Response(status=303, headers={"Location": error.url, "Cache-Control": "no-store"})
    if wants_html():
        response = Response(render_template("problem.html", problem=problem), problem.status)
    else:
        response = Response(
            problem.as_json() + "\n", problem.status, mimetype="application/problem+json"
        )
    if isinstance(error, HTTPException):
        for name, value in error.get_headers(request.environ):
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_s)
    if problem.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    def answer(error: Exception) -> Response:
        if status_of(error) == 500:
            app.logger.exception("unforeseen error")
        return respond(error)

    app.register_error_handler(Exception, answer)
