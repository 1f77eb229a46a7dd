"""Maps and charts of a report as vector drawings for print."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.lib.colors import HexColor, white

from mapservice.planning.showing.charts import HEIGHT, SIDE, WIDTH
from mapservice.planning.showing.shown import Shown

FONT = "HeiseiKakuGo-W5"
INK, SOFT, ACCENT, DARK = (
    HexColor("#1a1a1c"), HexColor("#565a61"), HexColor("#b35900"), HexColor("#35456c"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """Degrees -> points of the paper: equirectangular around the middle of the bounds."""

    west: float
    south: float
    scale: float  # points of paper per degree of latitude
    stretch: float  # a degree of longitude over one of latitude

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """x to the right and y upwards, in points."""
        return (
            (lon - self.west) * self.stretch * self.scale,
            (lat - self.south) * self.scale,
        )


Draw = Callable[[Drawing, Shown, Sheet], None]


def draw_map(shown: Shown, width: float, height: float, layers: tuple[Draw, ...]) -> Drawing:
    """The whole city's districts with `layers` on top, fitted into width x height points."""
    rings = [ring for each in shown.map["districts"] for ring in each["rings"]]
    corners = [corner for ring in rings for corner in ring]
    corners = corners or [[lat, lon] for lon, lat, *_ in shown.map["people"]]
    lats, lons = [each[0] for each in corners], [each[1] for each in corners]
    stretch = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide, tall = max((max(lons) - min(lons)) * stretch, 1e-6), max(max(lats) - min(lats), 1e-6)
    sheet = Sheet(min(lons), min(lats), min(width / wide, height / tall), stretch)
    drawing = Drawing(wide * sheet.scale, tall * sheet.scale)
    for layer in (*layers, outlines):
        layer(drawing, shown, sheet)
    return drawing


def outlines(drawing: Drawing, shown: Shown, sheet: Sheet) -> None:
    """Districts with their names; those of the area stand out."""
    for each in sorted(shown.map["districts"], key=lambda district: district["in_area"]):
        for ring in each["rings"]:
            flat = [number for lat, lon in ring for number in sheet.at(lon, lat)]
            drawing.add(
                Polygon(
                    flat,
                    fillColor=None,
                    strokeColor=ACCENT if each["in_area"] else SOFT,
                    strokeWidth=1.4 if each["in_area"] else 0.5,
                )
            )
    for each in shown.map["districts"]:
        if each["rings"]:
            ring = max(each["rings"], key=len)
            lat = (min(c[0] for c in ring) + max(c[0] for c in ring)) / 2
            lon = (min(c[1] for c in ring) + max(c[1] for c in ring)) / 2
            _words(drawing, sheet.at(lon, lat), each["name"], 7)


def minutes(drawing: Drawing, shown: Shown, sheet: Sheet) -> None:
    """People's points, coloured by minutes."""
    for lon, lat, _minutes, colour, *_ in shown.map["people"]:
        x, y = sheet.at(lon, lat)
        drawing.add(Circle(x, y, 1.8, fillColor=HexColor(colour), strokeColor=None))


def gaps(drawing: Drawing, shown: Shown, sheet: Sheet) -> None:
    """Circles whose area is the gap."""
    for lon, lat, _minutes, _colour, gap, *_ in shown.map["people"]:
        if gap >= 0.5:
            x, y = sheet.at(lon, lat)
            drawing.add(
                Circle(x, y, math.sqrt(gap) / 3.2, fillColor=DARK, strokeColor=white,
                       strokeWidth=0.3, fillOpacity=0.75)
            )  # fmt: skip


def places(drawing: Drawing, shown: Shown, sheet: Sheet) -> None:
    """Existing places as white squares."""
    for each in shown.map["existing"]:
        x, y = sheet.at(each["lon"], each["lat"])
        drawing.add(Rect(x - 2.5, y - 2.5, 5, 5, fillColor=white, strokeColor=INK, strokeWidth=1.4))


def ranks(drawing: Drawing, shown: Shown, sheet: Sheet) -> None:
    """Candidates with their rank."""
    for each in reversed(shown.map["candidates"]):
        x, y = sheet.at(each["lon"], each["lat"])
        drawing.add(Circle(x, y, 6.5, fillColor=ACCENT, strokeColor=white, strokeWidth=0.8))
        drawing.add(
            String(x, y - 2.6, each["rank"], fontName="Helvetica-Bold", fontSize=7.5,
                   fillColor=white, textAnchor="middle")
        )  # fmt: skip


def draw_lorenz(shown: Shown) -> Drawing:
    """Lorenz curves of the area (full line) and the city (dashes)."""
    drawing = Drawing(SIDE + 20, SIDE + 16)
    drawing.add(Rect(10, 10, SIDE, SIDE, fillColor=None, strokeColor=SOFT, strokeWidth=0.5))
    drawing.add(Line(10, 10, SIDE + 10, SIDE + 10, strokeColor=SOFT, strokeWidth=0.5))
    for key, colour, dashes in (("city", SOFT, [4, 2]), ("area", ACCENT, None)):
        pairs = [each.split(",") for each in shown.charts.lorenz[key].points.split()]
        flat = [number for x, y in pairs for number in (float(x) + 10, SIDE - float(y) + 10)]
        drawing.add(PolyLine(flat, strokeColor=colour, strokeWidth=1.6, strokeDashArray=dashes))
    return drawing


def draw_bars(shown: Shown) -> Drawing:
    """People by minutes; the dashed line is the threshold."""
    drawing = Drawing(WIDTH, HEIGHT + 16)
    for bar in shown.charts.bars:
        drawing.add(
            Rect(bar.x + 1, 14, bar.width, bar.height, fillColor=HexColor(bar.colour),
                 strokeColor=SOFT, strokeWidth=0.4)
        )  # fmt: skip
        drawing.add(
            String(bar.x + bar.width / 2, 4, bar.label.split("–")[0], fontName="Helvetica",
                   fontSize=6.5, textAnchor="middle")
        )  # fmt: skip
    x = shown.charts.threshold_x
    drawing.add(Line(x, 14, x, HEIGHT + 14, strokeColor=HexColor("#b3261e"),
                     strokeDashArray=[3, 2]))  # fmt: skip
    return drawing


def _words(drawing: Drawing, at: tuple[float, float], text: str, size: float) -> None:
    """Text with a white edge, readable on any ground."""
    for dx, dy in ((-0.7, 0), (0.7, 0), (0, -0.7), (0, 0.7)):
        drawing.add(String(at[0] + dx, at[1] + dy, text, fontName=FONT, fontSize=size,
                           fillColor=white, textAnchor="middle"))  # fmt: skip
    drawing.add(String(at[0], at[1], text, fontName=FONT, fontSize=size, fillColor=INK,
                       textAnchor="middle"))  # fmt: skip
