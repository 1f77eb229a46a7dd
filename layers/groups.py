"""市民活動団体: groups that registered themselves, as far as they chose to be seen.

The table holds published facts only. Contacts, tokens, drafts and exact points of
private homes live in the schema `private`, which the public role cannot read.
"""

from typing import Final

from sqlalchemy.orm import Mapped

from layers.declaration import Choice, Layer, Property, PropertyType, Style
from layers.departments import CIVIC_AUTONOMY
from layers.table import FeatureTable, VenueColumns
from layers.text import Text
from layers.venue import VENUE_PROPERTIES

UNCONFIRMED: Final = "unconfirmed_since"
"""Key of the public `extra` that says since when a group is marked for not having answered."""

# 特定非営利活動促進法 別表（第二条関係）, items 1 to 20, in the order of the law.
FIELDS: Final = (
    Choice(
        "health_welfare",
        Text(
            "保健・医療・福祉",
            "Health, medical care and welfare",
            "健康(けんこう)・病気(びょうき)・福祉(ふくし)",
        ),
    ),
    Choice("social_education", Text("社会教育", "Social education", "みんなの 勉強(べんきょう)")),
    Choice("community_building", Text("まちづくり", "Community building", "まちづくり")),
    Choice("tourism", Text("観光の振興", "Tourism", "観光(かんこう)")),
    Choice(
        "rural_areas",
        Text(
            "農山漁村・中山間地域の振興", "Rural and mountain areas", "いなかを 元気(げんき)に する"
        ),
    ),
    Choice(
        "culture_sports",
        Text(
            "学術・文化・芸術・スポーツ",
            "Science, culture, arts and sports",
            "文化(ぶんか)・スポーツ",
        ),
    ),
    Choice("environment", Text("環境の保全", "Environment", "自然(しぜん)を まもる")),
    Choice(
        "disaster_relief", Text("災害救援", "Disaster relief", "災害(さいがい)の とき 助(たす)ける")
    ),
    Choice("community_safety", Text("地域安全", "Community safety", "町(まち)の 安全(あんぜん)")),
    Choice(
        "human_rights_peace",
        Text(
            "人権の擁護・平和の推進",
            "Human rights and peace",
            "人(ひと)の 権利(けんり)・平和(へいわ)",
        ),
    ),
    Choice(
        "international",
        Text("国際協力", "International cooperation", "外国(がいこく)との 協力(きょうりょく)"),
    ),
    Choice(
        "gender_equality",
        Text(
            "男女共同参画社会",
            "Gender equality",
            "男(おとこ)と 女(おんな)が いっしょに つくる 社会(しゃかい)",
        ),
    ),
    Choice(
        "children",
        Text("子どもの健全育成", "Sound upbringing of children", "子(こ)どもを 育(そだ)てる"),
    ),
    Choice(
        "information_society",
        Text("情報化社会の発展", "Information society", "パソコン・インターネット"),
    ),
    Choice(
        "science_technology",
        Text("科学技術の振興", "Science and technology", "科学(かがく)・技術(ぎじゅつ)"),
    ),
    Choice(
        "economy",
        Text(
            "経済活動の活性化",
            "Economic activity",
            "仕事(しごと)や お店(みせ)を 元気(げんき)に する",
        ),
    ),
    Choice(
        "employment",
        Text(
            "職業能力の開発・雇用機会の拡充",
            "Skills and employment",
            "はたらく 力(ちから)・仕事(しごと)",
        ),
    ),
    Choice(
        "consumers",
        Text("消費者の保護", "Consumer protection", "買(か)い物(もの)を する 人(ひと)を まもる"),
    ),
    Choice(
        "support_for_groups",
        Text(
            "団体の運営・活動の支援", "Support for other groups", "ほかの グループを 助(たす)ける"
        ),
    ),
    Choice(
        "designated_by_ordinance",
        Text(
            "条例で定める活動",
            "Activities set by ordinance",
            "市(し)や 県(けん)が 決(き)めた 活動(かつどう)",
        ),
    ),
)

SEEKS: Final = (
    Choice("members", Text("仲間・会員", "Members", "なかま")),
    Choice("place", Text("活動の場所", "A place to meet", "活動(かつどう)する ところ")),
    Choice("helpers", Text("手伝い・ボランティア", "Helpers", "手伝(てつだ)う 人(ひと)")),
    Choice("tools", Text("道具・備品", "Tools and equipment", "道具(どうぐ)")),
    Choice("teachers", Text("講師・専門家", "Teachers and experts", "教(おし)える 人(ひと)")),
    Choice("partners", Text("一緒に活動する団体", "Partner groups", "いっしょに する グループ")),
)

# Languages by the name that their speakers read.
LANGUAGES: Final = (
    Choice("ja", Text("日本語", "Japanese", "日本語(にほんご)")),
    Choice("easy-ja", Text("やさしい日本語", "Plain Japanese", "やさしい 日本語(にほんご)")),
    Choice("jsl", Text("手話", "Sign language", "手話(しゅわ)")),
    Choice("en", Text("英語 English", "English", "英語(えいご) English")),
    Choice("zh", Text("中国語 中文", "Chinese 中文", "中国語(ちゅうごくご) Chinese")),
    Choice("ko", Text("韓国・朝鮮語 한국어", "Korean 한국어", "韓国語(かんこくご) 한국어")),
    Choice(
        "vi", Text("ベトナム語 Tiếng Việt", "Vietnamese Tiếng Việt", "ベトナム語(ご) Tiếng Việt")
    ),
    Choice("es", Text("スペイン語 Español", "Spanish Español", "スペイン語(ご) Español")),
    Choice(
        "pt", Text("ポルトガル語 Português", "Portuguese Português", "ポルトガル語(ご) Português")
    ),
    Choice("tl", Text("フィリピノ語 Filipino", "Filipino", "フィリピノ語(ご) Filipino")),
    Choice("ne", Text("ネパール語 नेपाली", "Nepali नेपाली", "ネパール語(ご) नेपाली")),
)


class Group(VenueColumns, FeatureTable):
    """A published group; `geom` is the office only as far as it is public."""

    __tablename__ = "groups"

    fields: Mapped[list[str] | None]
    districts: Mapped[list[str] | None]
    places: Mapped[list[str] | None]
    meeting: Mapped[str | None]
    languages: Mapped[list[str] | None]
    seeks: Mapped[list[str] | None]
    offers: Mapped[str | None]


LAYER = Layer(
    id="groups",
    title=Text("市民活動団体", "Civic groups", "グループ"),
    description=Text(
        "自ら登録した市民活動団体です。",
        "Civic groups that registered themselves.",
        "町(まち)の ために 活動(かつどう)する グループです。",
    ),
    table=Group,
    properties=(
        *VENUE_PROPERTIES,
        Property(
            "fields",
            Text("活動分野", "Fields of activity", "何(なに)を するか"),
            PropertyType.CHOICES,
            choices=FIELDS,
            filterable=True,
            headers=("活動分野",),
        ),
        Property(
            "districts",
            Text("活動地区", "Districts of activity", "活動(かつどう)する 地区(ちく)"),
            PropertyType.TEXTS,
            filterable=True,
            searchable=True,
            headers=("活動地区",),
        ),
        Property(
            "places",
            Text("活動場所", "Places of activity", "活動(かつどう)する ところ"),
            PropertyType.TEXTS,
            searchable=True,
            headers=("活動場所",),
        ),
        Property(
            "meeting",
            Text("活動日", "When it meets", "いつ 集(あつ)まるか"),
            PropertyType.TEXT,
            headers=("活動日",),
        ),
        Property(
            "languages",
            Text("使える言語", "Languages", "使(つか)える ことば"),
            PropertyType.CHOICES,
            choices=LANGUAGES,
            filterable=True,
            headers=("言語",),
        ),
        Property(
            "seeks",
            Text("求めているもの", "Looks for", "ほしいもの"),
            PropertyType.CHOICES,
            choices=SEEKS,
            filterable=True,
            headers=("募集",),
        ),
        Property(
            "offers",
            Text("提供できること", "Offers", "できること"),
            PropertyType.TEXT,
            searchable=True,
            headers=("提供",),
        ),
    ),
    owners=(CIVIC_AUTONOMY,),
    source=Text(
        "団体からの登録", "Registered by the groups", "グループが 自分(じぶん)で 登録(とうろく)"
    ),
    licence="CC-BY-4.0",
    attribution=Text(
        "登録した各団体、藤沢市 市民自治推進課",
        "The registered groups; Fujisawa City, Civic Autonomy Promotion Division",
        "登録(とうろく)した グループ",
    ),
    style=Style(shape="star", color="#0b7a3b", glyph="団"),
    fresh_days=365,
    is_venue=True,
)
