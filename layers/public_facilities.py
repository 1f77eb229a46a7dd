"""公共施設: every public facility that no other layer holds."""

from typing import Final

from layers.declaration import Choice, Layer, Style
from layers.departments import LIFELONG_LEARNING, PUBLIC_FACILITIES
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES, kind_property


class PublicFacility(VenueColumns, FeatureTable):
    """A public facility: library, hall, gymnasium, citizens' house, school …"""

    __tablename__ = "public_facilities"


KINDS: Final = (
    Choice(
        "civic_activity_center",
        Text("市民活動センター", "Civic activity centre", "市民活動(しみんかつどう)センター"),
    ),
    Choice("community_hall", Text("コミュニティ施設", "Community hall", "コミュニティの たてもの")),
    Choice(
        "citizens_house",
        Text("地域市民の家", "Citizens' house", "地域(ちいき) 市民(しみん)の家(いえ)"),
    ),
    Choice(
        "neighborhood_hall",
        Text("町内会館・地域の公民館", "Neighbourhood hall", "町(まち)の 会館(かいかん)"),
    ),
    Choice(
        "community_space",
        Text("地域の縁側・居場所", "Community space", "だれでも 来(き)て いい ところ"),
    ),
    Choice(
        "shopping_street_space",
        Text(
            "商店街の活動拠点", "Shopping-street space", "お店(みせ)の とおりの 集(あつ)まる ところ"
        ),
    ),
    Choice("hall", Text("ホール・複合施設", "Hall", "ホール")),
    Choice("library", Text("図書館", "Library", "図書館(としょかん)")),
    Choice("library_room", Text("市民図書室", "Library room", "図書室(としょしつ)")),
    Choice("youth_center", Text("青少年施設", "Youth centre", "若(わか)い 人(ひと)の たてもの")),
    Choice("children_hall", Text("児童館", "Children's hall", "児童館(じどうかん)")),
    Choice(
        "senior_center", Text("老人福祉センター", "Senior centre", "お年寄(としよ)りの センター")
    ),
    Choice("gymnasium", Text("体育館", "Gymnasium", "体育館(たいいくかん)")),
    Choice("sports_park", Text("運動公園", "Sports park", "スポーツの 公園(こうえん)")),
    Choice("sports", Text("スポーツ施設", "Sports facility", "スポーツを する ところ")),
    Choice("school", Text("学校", "School", "学校(がっこう)")),
    Choice("city_hall", Text("市役所", "City hall", "市役所(しやくしょ)")),
    Choice("health_center", Text("保健所・保健センター", "Health centre", "保健(ほけん)センター")),
    Choice("welfare", Text("福祉・相談", "Welfare and advice", "そうだん できる ところ")),
    Choice("hospital", Text("病院", "Hospital", "病院(びょういん)")),
)

LAYER = Layer(
    id="public_facilities",
    title=Text("公共施設", "Public facilities", "みんなの たてもの"),
    description=Text(
        "図書館、体育館、市民の家、児童館など、市民が使える施設です。",
        "Libraries, gymnasiums, citizens' houses, children's halls and other public places.",
        "図書館(としょかん)や 体育館(たいいくかん)など、みんなが 使(つか)える たてものです。",
    ),
    table=PublicFacility,
    properties=(*VENUE_PROPERTIES, kind_property(KINDS)),
    owners=(PUBLIC_FACILITIES, LIFELONG_LEARNING),
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
    style=Style(shape="circle", color="#00699e", glyph="公"),
    fresh_days=365,
    is_venue=True,
    standard="public_facilities",
)
