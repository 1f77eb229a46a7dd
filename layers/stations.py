"""駅: the stations inside the city."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy.orm import Mapped, mapped_column

from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import INFORMATION_TECHNOLOGY
from layers.table import STORAGE_SRID, FeatureTable, Recorded
from layers.text import Text
from layers.venue import NAME_PROPERTIES


class Station(Recorded, FeatureTable):
    """A railway station."""

    __tablename__ = "stations"

    name_ja: Mapped[str]
    name_kana: Mapped[str | None]
    name_en: Mapped[str | None]
    address: Mapped[str | None]
    lines: Mapped[list[str] | None]
    geom: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=STORAGE_SRID, spatial_index=False)
    )


LAYER = Layer(
    id="stations",
    title=Text("駅", "Stations", "駅(えき)"),
    description=Text(
        "市内の17駅です。",
        "The 17 stations in the city.",
        "市(し)の 中(なか)の 17の 駅(えき)です。",
    ),
    table=Station,
    properties=(
        *NAME_PROPERTIES,
        Property(
            "address",
            Text("住所", "Address", "住所(じゅうしょ)"),
            PropertyType.TEXT,
            headers=("住所",),
        ),
        Property(
            "lines",
            Text("路線", "Lines", "電車(でんしゃ)の 名前(なまえ)"),
            PropertyType.TEXTS,
            filterable=True,
            searchable=True,
            headers=("路線",),
        ),
        Property(
            "source",
            Text("出典", "Source", "どこから きた 情報(じょうほう)か"),
            PropertyType.TEXT,
            headers=("出典",),
        ),
    ),
    owners=(INFORMATION_TECHNOLOGY,),
    source=Text(
        "駅データ（station_database）", "station_database", "駅(えき)の データ（station_database）"
    ),
    licence="CC-BY-SA-4.0",
    attribution=Text(
        "station_database（CC BY-SA 4.0）",
        "station_database (CC BY-SA 4.0)",
        "station_database（CC BY-SA 4.0）",
    ),
    style=Style(shape="station", color="#1a1a1c", glyph="駅"),
    fresh_days=400,
    is_venue=False,
)
