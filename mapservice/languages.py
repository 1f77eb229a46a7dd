"""Japanese, English and plain Japanese: the language of a request and its words.

The language is the first segment of the path. `LanguagePrefix` moves it into
SCRIPT_NAME before Flask routes, so views and `url_for` need not know of it.
"""

import io
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from markupsafe import Markup, escape

from layers.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT: Final[Language] = "ja"
ENVIRON_KEY: Final = "mapservice.language"
TRANSLATIONS: Final = Path(__file__).parent / "translations"

LANGUAGE_TITLES: Final[dict[Language, str]] = {
    "ja": "日本語",
    "en": "English",
    "easy": "やさしい日本語",
}

HTML_LANGUAGE: Final[dict[Language, str]] = {"ja": "ja", "en": "en", "easy": "ja"}

# 漢字(かんじ): a run of kanji (with 々, ヶ and digits before a counter) and its reading.
READING: Final = re.compile(r"([0-9０-９]*[㐀-鿿々〆ヶ]+)[(（]([ぁ-ゖー]+)[)）]")


class LanguagePrefix:
    """WSGI middleware: `/en/…` and `/easy/…` are the same application in another language."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        _, _, path = environ.get("PATH_INFO", "/").partition("/")
        first, slash, rest = path.partition("/")
        if first in LANGUAGES and first != DEFAULT and slash:
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
            environ[ENVIRON_KEY] = first
        return self.application(environ, start_response)


def get_language() -> Language:
    """The language of the current request, or Japanese outside a request."""
    if not request:
        return DEFAULT
    return cast("Language", request.environ.get(ENVIRON_KEY, DEFAULT))


@cache
def translations(language: Language) -> NullTranslations:
    """The catalogue, compiled in memory so that an edited .po needs no build step."""
    if language == "en":
        return NullTranslations()
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale="ja", ignore_obsolete=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(fp=compiled)


def gettext(message: str, **values: object) -> str:
    """The message in the request's language, with `%(name)s` filled in."""
    translated = str(translations(get_language()).ugettext(message))
    return translated % values if values else translated


def localize(text: Text) -> str:
    """A declaration's text in the request's language."""
    return text.get(get_language())


def ruby(text: str) -> Markup:
    """Readings in brackets behind kanji as HTML ruby; other text is escaped."""
    pieces = []
    start = 0
    for match in READING.finditer(text):
        pieces.append(escape(text[start : match.start()]))
        pieces.append(
            Markup("<ruby>{}<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>").format(*match.groups())
        )
        start = match.end()
    pieces.append(escape(text[start:]))
    return Markup("").join(pieces)


def path_in(language: Language) -> str:
    """The current URL's path and query in another language."""
    query = request.query_string.decode("ascii", "replace")
    prefix = "" if language == DEFAULT else f"/{language}"
    root = request.script_root
    for other in LANGUAGES:
        root = root.removesuffix(f"/{other}")
    return f"{root}{prefix}{request.path}{'?' + query if query else ''}"


def init_app(app: Flask) -> None:
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, lambda one, many, n: gettext(one if n == 1 else many), newstyle=True
    )
    app.jinja_env.filters["localize"] = localize
    app.jinja_env.filters["ruby"] = ruby
    app.jinja_env.globals.update(
        get_language=get_language,
        html_language=lambda: HTML_LANGUAGE[get_language()],
        language_titles=LANGUAGE_TITLES,
        path_in=path_in,
    )
