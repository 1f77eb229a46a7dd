"""Structured logs, one JSON object per line, without personal data.

No address, no query string, no path that could hold a token, no exception's message, which
may quote what somebody typed: a request is known by its id, route, status and duration.
"""

import logging
import re
import sys
import traceback
import uuid
from time import perf_counter
from types import TracebackType
from typing import Final

import structlog
from flask import Flask, Response, g, got_request_exception, request
from structlog.typing import EventDict, Processor, WrappedLogger

from mapservice.settings import Settings

log = structlog.get_logger(__name__)

REQUEST_ID_HEADER: Final = "X-Request-ID"
# What a proxy hands down is repeated in logs and headers: letters, digits and dashes only.
_ACCEPTED_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET_ROUTES: Final = frozenset({"/healthz", "/readyz", "/static/<path:filename>"})

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logs(level: str) -> None:
    """Send this process's logs, libraries' included, to standard error as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        describe_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [output]
    root.setLevel(level.upper())
    # Alembic and waitress tell at "info" what the launcher tells already.
    for name in ("alembic", "waitress"):
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # One warning per request that finds every thread busy for a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def describe_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and where it was raised, never by what it says."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    elif isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if not found or found[1] is None:
        return event
    event["error"] = type(found[1]).__name__
    if sqlstate := getattr(getattr(found[1], "orig", None), "sqlstate", None):
        event["sqlstate"] = sqlstate
    event["frames"] = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(found[2])[-12:]
    ]
    return event


def init_app(app: Flask, _settings: Settings) -> None:
    """Give every request an id and log it when it is answered."""
    app.before_request(_begin)
    app.after_request(_finish)
    got_request_exception.connect(_failed, app)
    # Flask's own line would hold the path and the exception's message.
    app.logger.disabled = True


def _begin() -> None:
    given = request.headers.get(REQUEST_ID_HEADER, "")
    g.request_id = given if _ACCEPTED_ID.fullmatch(given) else uuid.uuid4().hex
    g.request_began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers[REQUEST_ID_HEADER] = g.request_id
    route = request.url_rule.rule if request.url_rule else None
    write = log.debug if route in _QUIET_ROUTES else log.info
    write(
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        duration_ms=round((perf_counter() - g.request_began) * 1000, 1),
    )
    return response


def _failed(_app: Flask, exception: BaseException) -> None:
    log.error("request_failed", exc_info=exception)
