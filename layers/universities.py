"""大学: campuses in the city that take part in civic activity."""

from sqlalchemy.orm import Mapped

from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import CIVIC_AUTONOMY
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES


class University(VenueColumns, FeatureTable):
    """A university campus or faculty."""

    __tablename__ = "universities"

    faculties: Mapped[list[str] | None]
    partnership_desk: Mapped[str | None]
    open_to_citizens: Mapped[list[str] | None]


LAYER = Layer(
    id="universities",
    title=Text("大学", "Universities", "大学(だいがく)"),
    description=Text(
        "市内の大学のキャンパスです。地域連携の窓口と、市民に開かれたものを載せます。",
        "University campuses in the city, their partnership desks and what is open to citizens.",
        "市(し)の 中(なか)に ある 大学(だいがく)です。",
    ),
    table=University,
    properties=(
        *VENUE_PROPERTIES,
        Property(
            "faculties",
            Text("学部", "Faculties", "学部(がくぶ)"),
            PropertyType.TEXTS,
            searchable=True,
            headers=("学部",),
        ),
        Property(
            "partnership_desk",
            Text("地域連携窓口", "Partnership desk", "町(まち)の 人(ひと)の まどぐち"),
            PropertyType.TEXT,
            searchable=True,
            headers=("地域連携窓口",),
        ),
        Property(
            "open_to_citizens",
            Text("市民に開かれたもの", "Open to citizens", "みんなが 使(つか)える もの"),
            PropertyType.TEXTS,
            searchable=True,
            headers=("市民開放",),
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
    style=Style(shape="triangle", color="#7a3fa0", glyph="学"),
    fresh_days=365,
    is_venue=True,
    standard="public_facilities",
)
