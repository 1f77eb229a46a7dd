"""HTTP around a representation: validators, 304, encodings, caching, links.

The ETag is strong: revision of the layer, version of this program, format and encoding name
exactly one sequence of bytes of a URL.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import brotli
import zstandard
from flask import Response, request
from werkzeug.http import http_date, parse_date

from mapservice.ogc.links import Link
from mapservice.ogc.pages import Page
from mapservice.ogc.state import State

LEAST_BYTES: Final = 500
PACKAGE: Final = Path(__file__).parents[1]
REVALIDATE: Final = "public, max-age=0, must-revalidate"
HOUR: Final = "public, max-age=3600"

# The quickest first: of equally welcome ones the first is taken.
ENCODINGS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstandard.compress(body, 3),
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
}
_COMPRESSED: Final = ("application/geopackage", "application/vnd.apache.parquet", "image/png")


@dataclass(frozen=True, slots=True)
class Answer:
    """A representation on its way out."""

    body: bytes
    media_type: str
    links: tuple[Link, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class Version:
    """What the answer was made from: decides whether the client's copy is still good."""

    tag: str
    changed_at: datetime | None = None
    cache_control: str = field(default=REVALIDATE)


@cache
def program_version() -> str:
    """Changes whenever the code, a page or a translation does."""
    digest = hashlib.blake2s(digest_size=5)
    for folder in (PACKAGE, PACKAGE.parent / "layers", PACKAGE.parent / "templates"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".html", ".po"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def version_of(state: State, variant: str) -> Version:
    """The version of a representation of a collection's features."""
    return Version(f"{state.revision}-{program_version()}-{variant}", state.changed_at)


def version_of_item(page: Page, variant: str) -> Version:
    """The version of a single feature's representation: other features do not change it."""
    _, _, microseconds = page.version.partition(".")
    changed_at = datetime.fromtimestamp(int(microseconds) // 1_000_000, UTC)
    return Version(f"{page.version}-{program_version()}-{variant}", changed_at)


def version_of_text(body: bytes, cache_control: str = REVALIDATE) -> Version:
    """The version of a document that is made anew each time."""
    return Version(hashlib.blake2s(body, digest_size=10).hexdigest(), None, cache_control)


def chosen_encoding() -> str | None:
    """The encoding that the client prefers, None for the bytes as they are."""
    accepted = request.accept_encodings
    if not accepted:
        return None
    best = max(ENCODINGS, key=lambda name: accepted[name])
    return best if accepted[best] > 0 else None


def is_current(version: Version) -> bool:
    """Whether the client has this version already (RFC 9110, 13.2.2)."""
    asked = request.headers.get("If-None-Match")
    if asked:
        # What this service gave before comes back as it was: nothing to take apart.
        if asked == f'"{_tag(version, chosen_encoding())}"':
            return True
        tag = _tag(version, chosen_encoding())
        plain = _tag(version, None)
        return request.if_none_match.contains_weak(tag) or request.if_none_match.contains_weak(
            plain
        )
    since = parse_date(request.headers.get("If-Modified-Since"))
    if since is None or version.changed_at is None:
        return False
    return version.changed_at.replace(microsecond=0) <= since


def _tag(version: Version, encoding: str | None) -> str:
    return f"{version.tag}-{encoding}" if encoding else version.tag


def not_modified(version: Version) -> Response:
    response = Response(status=304)
    return with_version(response, version, chosen_encoding())


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body as it goes out, and the encoding it is in."""

    body: bytes
    encoding: str | None


def encode(body: bytes, media_type: str) -> Encoded:
    """The body in the encoding that the client prefers, where that gains anything."""
    if len(body) < LEAST_BYTES or media_type.startswith(_COMPRESSED):
        return Encoded(body, None)
    encoding = chosen_encoding()
    if encoding is None or request.method == "HEAD":
        return Encoded(body, encoding)
    return Encoded(ENCODINGS[encoding](body), encoding)


def respond(answer: Answer, version: Version) -> Response:
    """The answer with its headers, encoded as the client likes it."""
    if is_current(version):
        return not_modified(version)
    response = respond_encoded(encode(answer.body, answer.media_type), answer.media_type, version)
    response.status_code = answer.status
    add_links(response, answer.links)
    for name, value in answer.headers:
        response.headers[name] = value
    return response


def respond_encoded(encoded: Encoded, media_type: str, version: Version) -> Response:
    response = Response(encoded.body, content_type=media_type)
    if encoded.encoding:
        response.headers["Content-Encoding"] = encoded.encoding
        if request.method == "HEAD":
            # The encoded length is not known without encoding.
            response.headers.pop("Content-Length", None)
    return with_version(response, version, encoded.encoding)


def add_links(response: Response, links: Iterable[Link]) -> None:
    if joined := ", ".join(link.header() for link in links):
        response.headers["Link"] = joined


def with_version(response: Response, version: Version, encoding: str | None) -> Response:
    """The response with what caches need to know."""
    headers = response.headers
    headers["ETag"] = f'"{_tag(version, encoding)}"'
    headers["Cache-Control"] = version.cache_control
    headers["Vary"] = "Accept, Accept-Encoding"
    if version.changed_at:
        headers["Last-Modified"] = http_date(version.changed_at)
    return response
