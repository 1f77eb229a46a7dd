"""gzip for text answers: the service is quick on a phone without a proxy in front of it."""

import gzip
from functools import lru_cache
from typing import Final

from flask import Flask, Response, request

LEAST_BYTES: Final = 500
"""Below this the gzip header costs about what it saves, and one packet carries either."""

STATIC_LEVEL: Final = 9
DYNAMIC_LEVEL: Final = 5

_TEXTS: Final = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "application/manifest+json",
    "application/atom+xml",
    "application/xml",
    "application/javascript",
    "image/svg+xml",
)


@lru_cache(maxsize=64)
def _compress_static(body: bytes) -> bytes:
    return gzip.compress(body, STATIC_LEVEL, mtime=0)


def is_compressible(response: Response) -> bool:
    """Whether an answer is whole, of text, not yet encoded and long enough to gain."""
    return (
        response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(_TEXTS)
        and not (response.is_streamed and not response.direct_passthrough)
        and (response.content_length or LEAST_BYTES) >= LEAST_BYTES
    )


def compress(response: Response) -> Response:
    """The answer with a gzip body, if its client takes one."""
    if not is_compressible(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or request.method == "HEAD":
        return response
    is_static = request.endpoint == "static"
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < LEAST_BYTES:
        return response
    response.set_data(
        _compress_static(body) if is_static else gzip.compress(body, DYNAMIC_LEVEL, mtime=0)
    )
    response.headers["Content-Encoding"] = "gzip"
    weaken(response)
    return response


def weaken(response: Response) -> None:
    """A strong ETag names exact bytes; the gzip form of them is only equivalent (RFC 9110, 8.8)."""
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)


def init_app(app: Flask) -> None:
    app.after_request(compress)
