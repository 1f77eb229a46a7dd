"""空き店舗: shops to let that their owners agreed to show as places of activity."""

import datetime

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from layers.declaration import Layer, Property, PropertyType, Style
from layers.departments import INDUSTRY
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES


class VacantShop(VenueColumns, FeatureTable):
    """A vacant shop; it leaves the map by itself after `expires_on`."""

    __tablename__ = "vacant_shops"

    shopping_street: Mapped[str | None]
    floor: Mapped[str | None]
    structure: Mapped[str | None]
    built_year: Mapped[int | None]
    area_m2: Mapped[float | None] = mapped_column(Numeric(asdecimal=False))
    transaction: Mapped[str | None]
    rent_yen: Mapped[int | None]
    deposit: Mapped[str | None]
    common_fee_yen: Mapped[int | None]
    former_use: Mapped[str | None]
    parking: Mapped[str | None]
    available_from: Mapped[datetime.date | None]
    consented_on: Mapped[datetime.date | None]
    agent: Mapped[str | None]
    expires_on: Mapped[datetime.date | None]


LAYER = Layer(
    id="vacant_shops",
    title=Text("空き店舗", "Vacant shops", "空(あ)いている お店(みせ)"),
    description=Text(
        "所有者の承諾を得て掲載する、活動の場として借りられる空き店舗です。",
        "Vacant shops shown with their owners' consent, to rent as places of activity.",
        "持(も)ち主(ぬし)が 「のせて いいです」と 言(い)った、借(か)りられる お店(みせ)です。",
    ),
    table=VacantShop,
    properties=(
        *VENUE_PROPERTIES,
        Property(
            "shopping_street",
            Text("商店街", "Shopping street", "お店(みせ)の とおり"),
            PropertyType.TEXT,
            filterable=True,
            searchable=True,
            headers=("商店街名",),
        ),
        Property(
            "floor", Text("階", "Floor", "何階(なんかい)か"), PropertyType.TEXT, headers=("階",)
        ),
        Property(
            "structure",
            Text("構造", "Structure", "たてものの つくり"),
            PropertyType.TEXT,
            headers=("構造",),
        ),
        Property(
            "built_year",
            Text("建築年", "Year built", "たてた 年(とし)"),
            PropertyType.INTEGER,
            unit="年",
            minimum=1850,
            maximum=2200,
            headers=("建築年",),
        ),
        Property(
            "area_m2",
            Text("面積", "Floor area", "広(ひろ)さ"),
            PropertyType.NUMBER,
            unit="m²",
            minimum=0,
            maximum=100_000,
            filterable=True,
            headers=("面積",),
        ),
        Property(
            "transaction",
            Text("取引区分", "Kind of contract", "けいやくの しゅるい"),
            PropertyType.TEXT,
            headers=("取引区分",),
        ),
        Property(
            "rent_yen",
            Text("賃料", "Rent", "1か月(げつ)の お金(かね)"),
            PropertyType.INTEGER,
            unit="円/月",
            minimum=0,
            maximum=1_000_000_000,
            filterable=True,
            headers=("賃料",),
        ),
        Property(
            "deposit",
            Text("敷金・礼金・保証金", "Deposit and key money", "はじめに はらう お金(かね)"),
            PropertyType.TEXT,
            headers=("敷金・礼金・保証金",),
        ),
        Property(
            "common_fee_yen",
            Text("共益費", "Common service fee", "みんなで はらう お金(かね)"),
            PropertyType.INTEGER,
            unit="円/月",
            minimum=0,
            maximum=1_000_000_000,
            headers=("共益費",),
        ),
        Property(
            "former_use",
            Text("前業種", "Former use", "前(まえ)は 何(なに)の 店(みせ)か"),
            PropertyType.TEXT,
            searchable=True,
            headers=("前業種",),
        ),
        Property(
            "parking",
            Text("駐車場", "Parking", "駐車場(ちゅうしゃじょう)"),
            PropertyType.TEXT,
            headers=("駐車場",),
        ),
        Property(
            "available_from",
            Text("入居可能日", "Available from", "いつから 使(つか)えるか"),
            PropertyType.DATE,
            filterable=True,
            headers=("入居可能日",),
        ),
        Property(
            "consented_on",
            Text("所有者承諾日", "Owner's consent", "持(も)ち主(ぬし)が いいと 言(い)った 日(ひ)"),
            PropertyType.DATE,
            headers=("所有者承諾日",),
        ),
        Property(
            "agent",
            Text("媒介業者", "Agent", "ふどうさんやさん"),
            PropertyType.TEXT,
            headers=("媒介業者",),
        ),
        Property(
            "expires_on",
            Text("掲載期限", "Listed until", "いつまで のせるか"),
            PropertyType.DATE,
            headers=("掲載期限",),
        ),
    ),
    owners=(INDUSTRY,),
    source=Text(
        "産業振興課への届出",
        "Notices to the Industry Promotion Division",
        "市役所(しやくしょ)に とどいた 情報(じょうほう)",
    ),
    licence="CC-BY-4.0",
    attribution=Text(
        "藤沢市 産業振興課",
        "Fujisawa City, Industry Promotion Division",
        "藤沢市(ふじさわし) 産業振興課(さんぎょうしんこうか)",
    ),
    style=Style(shape="diamond", color="#c74700", glyph="空"),
    fresh_days=90,
    is_venue=True,
    standard="vacant_shops",
)
