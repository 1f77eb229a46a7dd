"""One HTML file with maps, tables and charts that loads nothing."""

import json
from pathlib import Path
from typing import Any, Final

from flask import render_template
from markupsafe import Markup, escape

from mapservice.folium_pages import POLICY, empty_maps
from mapservice.languages import HTML_LANGUAGE, get_language
from mapservice.planning.showing.shown import Shown
from mapservice.words import unread

FOLDER: Final = Path(__file__).parent
MAPS: Final = 3


def report_page(shown: Shown) -> str:
    """The whole file, in the request's language. Raises UnknownLink if folium asks for more."""
    west, south, east, north = shown.map["bounds"]
    names, page = empty_maps((west, south, east, north), MAPS)
    # The page is cut where folium's body begins and ends; the maps move to their places in ours.
    head, body_and_scripts = page.split("</head>", 1)
    body, scripts = body_and_scripts.split("</body>", 1)
    divs = [Markup(f'<div class="folium-map" id="{name}"></div>') for name in names]  # noqa: S704 - folium's names
    if not all(f'id="{name}"' in body for name in names):
        raise RuntimeError("folium draws its maps in another way than this report expects")
    content = render_template("planning/report.html", shown=shown, maps=divs)
    own_head = (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(unread(shown.title))}</title><style>{_file('report.css')}</style>"
    )
    data = script_json({"maps": names, "facts": shown.map})
    own_end = (
        f'<script type="application/json" id="content">{data}</script>'
        f"<script>{_file('report.js')}</script>"
    )
    language = HTML_LANGUAGE[get_language()]
    head = head.replace("<html>", f'<html lang="{language}">', 1)
    scripts = scripts.replace("</html>", f"{own_end}</html>", 1)
    return f"{head}{own_head}</head><body>{content}</body>{scripts}"


def script_json(value: Any) -> Markup:
    """JSON that no text in it can leave: inside a script element only `<` could end it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
