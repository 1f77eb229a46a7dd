"""Properties that every venue has, whatever its layer.

`opening_hours` is a JSON object; times are local (Asia/Tokyo), `closes` may pass
24:00 up to 30:00 for a place open after midnight:

    {"weekly": [{"days": ["mo", "tu"], "opens": "09:00", "closes": "21:00"}],
     "monthly_closed": [{"day": "mo", "nth": [2, 4]}],
     "holidays": "open" | "closed" | "unknown",
     "exceptions": [{"from": "2026-12-29", "to": "2027-01-03", "closed": true}]}

`open_minutes` is the weekly part as ranges of minutes since Monday 00:00, [start, end),
so that the database answers "open on Saturday at 14:00"; null means unknown.

`rooms` is a list of objects with `name` and, where known, `capacity` (people),
`area_m2`, `fee`, `equipment` (list of texts).
"""

from typing import Final

from layers.declaration import Choice, Property, PropertyType
from layers.text import Text

PRECISIONS: Final = (
    Choice("exact", Text("建物の位置", "The building itself", "建物(たてもの)のある ところ")),
    Choice(
        "stop",
        Text("近くのバス停の位置", "The bus stop beside it", "近(ちか)くの バスてい"),
    ),
    Choice(
        "town",
        Text(
            "町の代表点（実際の場所とは異なります）",
            "A point of the town, not of the place",
            "町(まち)の だいたいの ところ（本当(ほんとう)の 場所(ばしょ)とは ちがいます）",
        ),
    ),
    Choice("none", Text("位置不明", "Position unknown", "どこか わかりません")),
)

FEES: Final = (
    Choice("free", Text("無料", "Free", "お金(かね)は いりません")),
    Choice("paid", Text("有料", "Paid", "お金(かね)が いります")),
    Choice("unknown", Text("不明", "Unknown", "わかりません")),
)


def _ternary(name: str, header: str, ja: str, en: str, easy: str) -> Property:
    return Property(
        name, Text(ja, en, easy), PropertyType.TERNARY, filterable=True, headers=(header,)
    )


ACCESSIBILITY: Final = (
    _ternary(
        "wheelchair",
        "車椅子可",
        "車椅子で利用できる",
        "Usable by wheelchair",
        "車(くるま)いすで 使(つか)える",
    ),
    _ternary(
        "step_free",
        "スロープ、エレベータ、エスカレータ",
        "段差なしで入れる（スロープ・エレベーター）",
        "Step-free (ramp, lift, escalator)",
        "かいだんを 使(つか)わないで 入(はい)れる",
    ),
    _ternary(
        "accessible_toilet",
        "バリアフリートイレ",
        "バリアフリートイレ",
        "Accessible toilet",
        "車(くるま)いすで 使(つか)える トイレ",
    ),
    _ternary(
        "ostomate_toilet",
        "オストメイト対応トイレ",
        "オストメイト対応トイレ",
        "Ostomate toilet",
        "オストメイトの トイレ",
    ),
    _ternary(
        "tactile_guidance",
        "点字ブロック等の移動支援",
        "点字ブロックなどの案内",
        "Tactile paving or guidance",
        "点字(てんじ)ブロック",
    ),
    _ternary(
        "braille_or_speech",
        "点字や読上による支援",
        "点字・読み上げ",
        "Braille or speech",
        "点字(てんじ)や 声(こえ)の 案内(あんない)",
    ),
    _ternary(
        "assistance_dogs",
        "盲導犬・介助犬、聴導犬同伴",
        "盲導犬・介助犬・聴導犬と入れる",
        "Assistance dogs welcome",
        "助(たす)ける 犬(いぬ)と 入(はい)れる",
    ),
    _ternary("captions", "字幕", "字幕", "Captions", "字幕(じまく)"),
    _ternary(
        "written_communication",
        "筆談対応",
        "筆談",
        "Communication in writing",
        "書(か)いて 話(はな)せる",
    ),
    _ternary(
        "priority_parking",
        "優先駐車場",
        "優先駐車場",
        "Priority parking",
        "車(くるま)いすの 人(ひと)の 駐車場(ちゅうしゃじょう)",
    ),
    _ternary(
        "wheelchair_rental",
        "車椅子貸出",
        "車椅子の貸出",
        "Wheelchairs lent",
        "車(くるま)いすを かりられる",
    ),
    _ternary("cane_rental", "ツエ貸出", "つえの貸出", "Canes lent", "つえを かりられる"),
    _ternary(
        "nursing_room", "授乳室", "授乳室", "Nursing room", "赤(あか)ちゃんに ミルクを あげる へや"
    ),
    _ternary(
        "diaper_changing",
        "おむつ替えコーナー",
        "おむつ替えコーナー",
        "Diaper changing",
        "おむつを かえる ところ",
    ),
    _ternary(
        "stroller",
        "ベビーカー利用",
        "ベビーカーで利用できる",
        "Usable with a stroller",
        "ベビーカーで 使(つか)える",
    ),
    _ternary(
        "stroller_rental",
        "ベビーカー貸出",
        "ベビーカーの貸出",
        "Strollers lent",
        "ベビーカーを かりられる",
    ),
    _ternary(
        "eating_allowed",
        "飲食可否",
        "飲食できる",
        "Eating and drinking allowed",
        "食(た)べたり 飲(の)んだり できる",
    ),
)

NAME_PROPERTIES: Final = (
    Property(
        "name_ja",
        Text("名称", "Name (Japanese)", "名前(なまえ)"),
        PropertyType.TEXT,
        required=True,
        searchable=True,
        headers=("名称", "施設名", "施設名称"),
    ),
    Property(
        "name_kana",
        Text("よみ", "Reading (kana)", "よみかた"),
        PropertyType.TEXT,
        searchable=True,
        headers=("名称_カナ", "名称（カナ）", "フリガナ"),
    ),
    Property(
        "name_en",
        Text("英語名", "Name (English)", "英語(えいご)の 名前(なまえ)"),
        PropertyType.TEXT,
        searchable=True,
        headers=("名称_英字", "名称（英字）"),
    ),
)

VENUE_PROPERTIES: Final = (
    *NAME_PROPERTIES,
    Property(
        "description",
        Text("説明", "Description", "せつめい"),
        PropertyType.TEXT,
        searchable=True,
        headers=("説明",),
    ),
    Property(
        "address",
        Text("住所", "Address", "住所(じゅうしょ)"),
        PropertyType.TEXT,
        searchable=True,
        headers=("所在地_連結表記", "住所", "所在地"),
    ),
    Property(
        "postal_code",
        Text("郵便番号", "Postal code", "郵便番号(ゆうびんばんごう)"),
        PropertyType.TEXT,
        searchable=True,
        headers=("郵便番号",),
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
        "town",
        Text("町名", "Town", "町(まち)の 名前(なまえ)"),
        PropertyType.TEXT,
        filterable=True,
        searchable=True,
        headers=("町名", "所在地_町字"),
    ),
    Property(
        "precision",
        Text("位置の正確さ", "Precision of the position", "場所(ばしょ)の 正(ただ)しさ"),
        PropertyType.CHOICE,
        choices=PRECISIONS,
        filterable=True,
        headers=("位置の正確さ",),
    ),
    Property(
        "opening_hours",
        Text("利用時間", "Opening hours", "開(あ)いている 時間(じかん)"),
        PropertyType.HOURS,
        filterable=True,
    ),
    Property(
        "opening_hours_note",
        Text("利用時間の補足", "Note on hours", "時間(じかん)の せつめい"),
        PropertyType.TEXT,
        headers=("利用可能時間特記事項", "利用可能日時特記事項"),
    ),
    Property(
        "capacity",
        Text("収容人数", "Capacity", "入(はい)れる 人(ひと)の 数(かず)"),
        PropertyType.INTEGER,
        unit="人",
        minimum=0,
        maximum=1_000_000,
        filterable=True,
        headers=("収容人数",),
    ),
    Property("rooms", Text("部屋", "Rooms", "へや"), PropertyType.ROOMS, headers=("部屋",)),
    Property(
        "equipment",
        Text("設備", "Equipment", "使(つか)える 道具(どうぐ)"),
        PropertyType.TEXTS,
        filterable=True,
        searchable=True,
        headers=("設備",),
    ),
    Property(
        "fee",
        Text("料金", "Fee", "お金(かね)"),
        PropertyType.CHOICE,
        choices=FEES,
        filterable=True,
        headers=("料金有無",),
    ),
    Property(
        "fee_note",
        Text("料金の説明", "Note on fees", "お金(かね)の せつめい"),
        PropertyType.TEXT,
        headers=("基準料金",),
    ),
    Property(
        "phone",
        Text("電話番号", "Phone", "電話番号(でんわばんごう)"),
        PropertyType.PHONE,
        headers=("電話番号",),
    ),
    Property(
        "url", Text("ウェブサイト", "Website", "ホームページ"), PropertyType.URL, headers=("URL",)
    ),
    Property(
        "booking_url",
        Text("予約ページ", "Booking page", "よやくの ページ"),
        PropertyType.URL,
        headers=("予約URL", "連絡先FormURL"),
    ),
    *ACCESSIBILITY,
    Property(
        "source",
        Text("出典", "Source", "どこから きた 情報(じょうほう)か"),
        PropertyType.TEXT,
        headers=("出典",),
    ),
    Property(
        "licence",
        Text("利用条件", "Licence", "使(つか)う ときの やくそく"),
        PropertyType.TEXT,
        headers=("ライセンス",),
    ),
    Property(
        "checked_on",
        Text("確認日", "Checked on", "たしかめた 日(ひ)"),
        PropertyType.DATE,
        filterable=True,
        headers=("確認日", "更新日"),
    ),
    Property(
        "verified",
        Text(
            "市の担当課が確認済み", "Confirmed by the department", "市役所(しやくしょ)が たしかめた"
        ),
        PropertyType.BOOLEAN,
        filterable=True,
        headers=("確認済み",),
    ),
    Property(
        "sample", Text("見本", "Sample", "見本(みほん)"), PropertyType.BOOLEAN, headers=("見本",)
    ),
)


def kind_property(choices: tuple[Choice, ...], *headers: str) -> Property:
    """The `kind` of a venue layer: what sort of place it is, with the layer's own choices."""
    return Property(
        "kind",
        Text("種類", "Kind", "しゅるい"),
        PropertyType.CHOICE,
        choices=choices,
        filterable=True,
        headers=headers or ("種別", "種類"),
    )
