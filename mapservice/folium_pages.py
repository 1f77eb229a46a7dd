"""Pages with folium maps that load nothing: to send by mail into a closed network.

branca compiles a rendered map as a Jinja template once more. No text of anybody's is
therefore given to folium: it draws empty maps, and everything else is put into the finished
page, as JSON that a script reads with `textContent`.
"""

import re
from typing import Final

from mapservice.assets import STATIC

LOCAL: Final = {
    "leaflet.js": STATIC / "third_party" / "leaflet" / "leaflet.js",
    "leaflet.css": STATIC / "third_party" / "leaflet" / "leaflet.css",
}
# Nothing may be asked for even if something slipped through.
POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
)

Bounds = tuple[float, float, float, float]
"""west, south, east, north in degrees."""

_SCRIPT_LINK: Final = re.compile(r'<script src="([^"]*)"></script>')
_STYLE_LINK: Final = re.compile(r'<link rel="stylesheet" href="([^"]*)"\s*/?>')
_OUTSIDE: Final = re.compile(
    r"""(?:\bsrc|\bhref)\s*=\s*["']?[^"'>\s]|@import|url\(\s*["']?(?!data:)"""
)


class UnknownLink(RuntimeError):
    """The map's page asks for a file that this service has no copy of."""


def empty_maps(bounds: Bounds, count: int) -> tuple[list[str], str]:
    """(JavaScript names of the maps, page with everything inside); given numbers alone.

    Raises UnknownLink when folium wants what is not here.
    """
    import folium  # noqa: PLC0415 (slow to import, and seldom needed)
    from branca.element import Figure  # noqa: PLC0415

    west, south, east, north = bounds
    figure = Figure()
    names = []
    for _ in range(count):
        drawn = folium.Map(
            location=[(south + north) / 2, (west + east) / 2], zoom_start=12, tiles=None,
            prefer_canvas=True,
        )  # fmt: skip
        drawn.default_js = [("leaflet", "leaflet.js")]
        drawn.default_css = [("leaflet_css", "leaflet.css")]
        figure.add_child(drawn)
        names.append(str(drawn.get_name()))
    return names, inline_files(str(figure.render()))


def inline_files(page: str) -> str:
    """The page with local copies in place of its links. Raises UnknownLink for any other."""
    page = _SCRIPT_LINK.sub(lambda match: f"<script>{_local(match[1], 'script')}</script>", page)
    page = _STYLE_LINK.sub(lambda match: f"<style>{_local(match[1], 'style')}</style>", page)
    # The copies themselves hold such words in their code: what is outside of them is looked at.
    outside = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    asked = _OUTSIDE.search(outside)
    if asked:
        raise UnknownLink(f"the map's page asks for a file: {outside[asked.start() :][:100]}")
    return page


def _local(address: str, element: str) -> str:
    path = LOCAL.get(address)
    if path is None:
        raise UnknownLink(f"no local copy of {address}")
    text = path.read_text(encoding="utf-8")
    if element == "style":
        # Images of controls that the file does not show.
        return re.sub(r"url\((?!data:)[^)]*\)", "none", text)
    return re.sub(r"//# sourceMappingURL=.*", "", text)
