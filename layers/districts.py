"""地区: the 13 districts, with the population of the resident register."""

from typing import Final

from layers.areas import AREA_PROPERTIES, AreaColumns, population_attribution
from layers.declaration import Layer, Style
from layers.departments import CIVIC_AUTONOMY
from layers.table import FeatureTable
from layers.text import Text


class District(AreaColumns, FeatureTable):
    """A district; its area is approximate until a boundary file is imported."""

    __tablename__ = "districts"


LAYER: Final = Layer(
    id="districts",
    title=Text("地区", "Districts", "地区(ちく)"),
    description=Text(
        "市民センターの13地区です。境界は町の代表点から作ったおおよそのものです。",
        "The 13 districts. Outlines are approximate, derived from points of towns.",
        "13の 地区(ちく)です。線(せん)は だいたいの ものです。",
    ),
    table=District,
    properties=AREA_PROPERTIES,
    owners=(CIVIC_AUTONOMY,),
    source=Text(
        "住民基本台帳（市のページ）", "Resident register (the city's page)", "市(し)の ホームページ"
    ),
    licence="CC-BY-4.0",
    attribution=population_attribution,
    style=Style(shape="area", color="#5c6b73", glyph="地"),
    fresh_days=400,
    is_venue=False,
)
