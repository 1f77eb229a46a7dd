"""What pages say of themselves."""

import json
from typing import Any

from flask import request
from markupsafe import Markup

from mapservice.languages import gettext
from mapservice.venues.pages.links import absolute, alternates, settings
from mapservice.venues.pages.models import Head

INDEXED = "index,follow"
NOT_INDEXED = "noindex,follow"


def site_name() -> str:
    return settings().title


def make_head(title: str | None, description: str, path: str) -> Head:
    """`path` is the canonical address of the page in the request's language."""
    return Head(
        title=f"{title} | {site_name()}" if title else site_name(),
        description=description,
        canonical=absolute(path),
        alternates=alternates(path),
        robots=INDEXED,
        site_name=site_name(),
    )


def text_head(title: str, description: str) -> Head:
    """For a page whose address has no parameters."""
    return make_head(title, description, f"{request.script_root}{request.path}")


def script_json(value: Any) -> Markup:
    """JSON that no text in it can leave: inside a script element only `<` could end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
                          ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):  # fmt: skip
        text = text.replace(sign, escaped)
    return Markup(text)  # noqa: S704 - escaped above


def default_description() -> str:
    return gettext(
        "Places to meet and act in the city: public facilities, citizens' centres, vacant shops,"
        " universities and civic groups, on a map and in a list."
    )
