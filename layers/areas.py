"""What districts and towns have in common: an area and the people who live in it."""

import datetime
from typing import Final

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy.orm import Mapped, mapped_column

from layers.declaration import Property, PropertyType
from layers.table import STORAGE_SRID, Recorded
from layers.text import Text
from layers.venue import NAME_PROPERTIES


class AreaColumns(Recorded):
    """Columns of an area layer; populations are persons on `population_date`."""

    name_ja: Mapped[str]
    name_kana: Mapped[str | None]
    name_en: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=STORAGE_SRID, spatial_index=False)
    )
    approximate: Mapped[bool] = mapped_column(server_default="true")
    northern: Mapped[bool | None]
    population: Mapped[int | None]
    population_65: Mapped[int | None]
    population_75: Mapped[int | None]
    population_date: Mapped[datetime.date | None]
    population_method: Mapped[str | None]


population_attribution: Final = Text(
    "藤沢市 住民基本台帳人口、位置参照情報（国土交通省、Geolonia 住所データ）",
    "Fujisawa City resident register; block-level position reference (MLIT, by way of Geolonia)",
    "藤沢市(ふじさわし)の 人口(じんこう)、国土交通省(こくどこうつうしょう)の 町(まち)の 位置(いち)",
)

_PEOPLE: Final = "人"

AREA_PROPERTIES: Final = (
    *NAME_PROPERTIES,
    Property(
        "approximate",
        Text("境界はおおよそ", "Outline is approximate", "線(せん)は だいたい"),
        PropertyType.BOOLEAN,
        filterable=True,
        headers=("境界概略",),
    ),
    Property(
        "northern",
        Text("北部", "Northern", "北(きた)の ほう"),
        PropertyType.BOOLEAN,
        filterable=True,
        headers=("北部",),
    ),
    Property(
        "population",
        Text("人口", "Population", "人(ひと)の 数(かず)"),
        PropertyType.INTEGER,
        unit=_PEOPLE,
        minimum=0,
        headers=("総人口", "人口"),
    ),
    Property(
        "population_65",
        Text("65歳以上", "Aged 65 and over", "65さい以上(いじょう)"),
        PropertyType.INTEGER,
        unit=_PEOPLE,
        minimum=0,
        headers=("65歳以上",),
    ),
    Property(
        "population_75",
        Text("75歳以上", "Aged 75 and over", "75さい以上(いじょう)"),
        PropertyType.INTEGER,
        unit=_PEOPLE,
        minimum=0,
        headers=("75歳以上",),
    ),
    Property(
        "population_date",
        Text("人口の基準日", "Date of population", "数(かぞ)えた 日(ひ)"),
        PropertyType.DATE,
        headers=("調査年月日",),
    ),
    Property(
        "population_method",
        Text("人口の求め方", "Method of population", "どう 数(かぞ)えたか"),
        PropertyType.TEXT,
        headers=("人口の求め方",),
    ),
    Property(
        "source",
        Text("出典", "Source", "どこから きた 情報(じょうほう)か"),
        PropertyType.TEXT,
        headers=("出典",),
    ),
    Property(
        "checked_on",
        Text("確認日", "Checked on", "たしかめた 日(ひ)"),
        PropertyType.DATE,
        headers=("確認日",),
    ),
)
