"""町丁: the towns and blocks by which addresses and people are counted."""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy.orm import Mapped, mapped_column

from layers.areas import AREA_PROPERTIES, AreaColumns, population_attribution
from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import CIVIC_AUTONOMY
from layers.table import STORAGE_SRID, FeatureTable
from layers.text import Text


class Town(AreaColumns, FeatureTable):
    """A town or block (町丁・大字・小字); `point` is its representative point, EPSG:4326."""

    __tablename__ = "towns"

    base_town: Mapped[str | None]
    district: Mapped[str | None]
    district_others: Mapped[list[str] | None]
    district_basis: Mapped[str | None]
    postal_code: Mapped[str | None]
    point: Mapped[WKBElement] = mapped_column(
        Geometry("POINT", srid=STORAGE_SRID, spatial_index=False)
    )


LAYER = Layer(
    id="towns",
    title=Text("町丁", "Towns", "町(まち)"),
    description=Text(
        "町丁と大字です。範囲は代表点から作ったおおよそのもので、人口は地区の合計を面積で分けた推計です。",
        "Towns and blocks. Areas are approximate; population is estimated from district totals.",
        "町(まち)です。線(せん)と 人(ひと)の 数(かず)は だいたいの ものです。",
    ),
    table=Town,
    properties=(
        *AREA_PROPERTIES,
        Property(
            "base_town",
            Text("大字・町", "Base town", "もとの 町(まち)"),
            PropertyType.TEXT,
            filterable=True,
            searchable=True,
            headers=("大字町",),
        ),
        Property(
            "district",
            Text("地区", "District", "地区(ちく)"),
            PropertyType.TEXT,
            filterable=True,
            searchable=True,
            headers=("地区",),
        ),
        Property(
            "district_others",
            Text("ほかにかかる地区", "Other districts it touches", "ほかの 地区(ちく)"),
            PropertyType.TEXTS,
            headers=("他の地区",),
        ),
        Property(
            "district_basis",
            Text("地区の根拠", "Basis of the district", "地区(ちく)を 決(き)めた わけ"),
            PropertyType.TEXT,
            headers=("地区の根拠",),
        ),
        Property(
            "postal_code",
            Text("郵便番号", "Postal code", "郵便番号(ゆうびんばんごう)"),
            PropertyType.TEXT,
            searchable=True,
            headers=("郵便番号",),
        ),
    ),
    owners=(CIVIC_AUTONOMY,),
    source=Text(
        "位置参照情報（Geolonia 住所データ経由）",
        "Block-level position reference by way of Geolonia address data",
        "国(くに)の 町(まち)の 位置(いち)の 情報(じょうほう)",
    ),
    licence="CC-BY-4.0",
    attribution=population_attribution,
    style=Style(shape="area", color="#8a949a", glyph="町"),
    fresh_days=400,
    is_venue=False,
)
