"""市民センター・公民館: one in each of the 13 districts."""

from sqlalchemy.orm import Mapped

from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import CIVIC_AUTONOMY
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES


class CitizenCenter(VenueColumns, FeatureTable):
    """A citizens' centre with its community hall."""

    __tablename__ = "citizen_centers"

    district_served: Mapped[str | None]
    services: Mapped[list[str] | None]


LAYER = Layer(
    id="citizen_centers",
    title=Text("市民センター・公民館", "Citizens' centres", "市民(しみん)センター"),
    description=Text(
        "13地区に一つずつある、市の窓口と公民館です。",
        "The city's counter and community hall in each of the 13 districts.",
        "市役所(しやくしょ)の しごとを する ところです。みんなが 使(つか)える へやも あります。",
    ),
    table=CitizenCenter,
    properties=(
        *VENUE_PROPERTIES,
        Property(
            "district_served",
            Text("担当地区", "District served", "担当(たんとう)の 地区(ちく)"),
            PropertyType.TEXT,
            filterable=True,
            headers=("担当地区",),
        ),
        Property(
            "services",
            Text("取扱業務", "Services", "できること"),
            PropertyType.TEXTS,
            searchable=True,
            headers=("取扱業務",),
        ),
    ),
    owners=(CIVIC_AUTONOMY,),
    source=Text(
        "公開資料から集めた事実（各行に出典）",
        "Facts gathered from public pages, source per row",
        "みんなが 見(み)られる 情報(じょうほう)から 集(あつ)めました",
    ),
    licence="CC-BY-4.0",
    attribution=Text(
        "国土数値情報（国土交通省）ほか",
        "National Land Numerical Information (MLIT) and others",
        "国土数値情報(こくどすうちじょうほう)（国土交通省(こくどこうつうしょう)）など",
    ),
    style=Style(shape="square", color="#0017c1", glyph="市"),
    fresh_days=365,
    is_venue=True,
    standard="public_facilities",
)
