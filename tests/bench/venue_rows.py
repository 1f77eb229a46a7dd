"""A million sample venues (見本) in a scratch database: made-up names, spread over one degree."""

from typing import Final

from sqlalchemy import Connection, text

from mapservice.database.engine import Target, administrator_engine

ROWS: Final = {
    "public_facilities": 500_000,
    "vacant_shops": 200_000,
    "groups": 250_000,
    "citizen_centers": 20_000,
    "universities": 30_000,
}
WEST, SOUTH, SPAN = 139.0, 35.0, 1.0
KANJI: Final = (
    "安伊宇江尾加木久古佐志須瀬曽田千津手戸名仁野羽日布辺穂間三武女茂矢由代良里留路和青赤白黒金銀石岩川山"
    "谷沢森林原浜島崎橋坂池沼泉松竹梅桜菊藤北南東西中上下新高長大小"
)
KANA: Final = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)
NOUNS: Final = ("会館", "公民館", "図書館", "体育館", "集会所", "市民の家", "ホール", "センター",
                "広場", "児童館", "公園", "学校")  # fmt: skip
KINDS: Final = ("hall", "library", "school", "gymnasium", "citizens_house", "children_hall",
                "neighborhood_hall", "sports")  # fmt: skip
EQUIPMENT: Final = ("ピアノ", "プロジェクター", "調理台", "マイク", "鏡", "卓球台",
                    "Wi-Fi", "陶芸窯", "工具", "ホワイトボード")  # fmt: skip

PICK = """
CREATE FUNCTION pg_temp.pick(items text[]) RETURNS text LANGUAGE sql VOLATILE
RETURN items[1 + floor(random() * cardinality(items))::integer]
"""

# A fifth of what is known is yes, a fifth no, the rest unknown; a third has no hours.
INSERT = """
INSERT INTO layers.{layer} (id, name_ja, name_kana, address, town, district, kind, geom,
    precision, capacity, equipment, fee, wheelchair, step_free, accessible_toilet, nursing_room,
    open_minutes, sample, source)
SELECT '{layer}-' || i,
    '見本' || pg_temp.pick(:kanji) || pg_temp.pick(:kanji) || pg_temp.pick(:kanji)
        || pg_temp.pick(:nouns) || ' ' || i,
    (SELECT string_agg(pg_temp.pick(:kana), '') FROM generate_series(1, 6 + i % 3)),
    '見本市' || town || '1-' || i % 50, town, district, pg_temp.pick(:kinds),
    public.ST_SetSRID(public.ST_MakePoint(:west + random() * :span, :south + random() * :span),
        4326),
    'exact',
    CASE WHEN random() < 0.5 THEN (random() * random() * 300)::integer END,
    CASE WHEN random() < 0.4 THEN ARRAY[pg_temp.pick(:equipment), pg_temp.pick(:equipment)] END,
    pg_temp.pick('{{free,paid,unknown,unknown}}'),
    pg_temp.pick(:ternary), pg_temp.pick(:ternary), pg_temp.pick(:ternary), pg_temp.pick(:ternary),
    CASE i % 3
        WHEN 0 THEN '{{[540,1260),[1980,2700),[7740,8460)}}'::int4multirange
        WHEN 1 THEN '{{[540,1020),[1980,2460),[3420,3900)}}'::int4multirange
    END,
    true, 'sample'
FROM (
    SELECT i,
        words.kanji[1 + i * 7 % :districts]
            || words.kanji[1 + i * 13 % (:districts - 8)] || '町' AS town,
        words.kanji[1 + i * 7 % :districts] || '地区' AS district
    FROM generate_series(1, :rows) AS i,
        (SELECT CAST(:kanji AS text[]) AS kanji) AS words OFFSET 0
) AS numbered
"""


def fill(target: Target, share: float = 1.0) -> int:
    """Fill a fresh database; how many rows. Indexes are made after the rows, all of them."""
    parameters = {
        "kanji": list(KANJI), "districts": len(KANJI), "kana": list(KANA),
        "nouns": list(NOUNS), "kinds": list(KINDS),
        "equipment": list(EQUIPMENT), "ternary": ["yes", "no", "unknown", "unknown", "unknown"],
        "west": WEST, "south": SOUTH, "span": SPAN,
    }  # fmt: skip
    engine = administrator_engine(target)
    with engine.begin() as connection:
        indexes = _drop_indexes(connection)
        # Neither audit nor counts per statement: this is no work of anybody.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.42)"))
        connection.execute(text(PICK))
        for layer, rows in ROWS.items():
            connection.execute(
                text(INSERT.format(layer=layer)), {**parameters, "rows": int(rows * share)}
            )
            connection.execute(
                text("UPDATE layers.revisions SET features = :rows WHERE layer = :layer"),
                {"rows": int(rows * share), "layer": layer},
            )
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        for definition in indexes:
            connection.execute(text(definition))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("ANALYZE layers.venues"))
    return sum(int(rows * share) for rows in ROWS.values())


def _drop_indexes(connection: Connection) -> list[str]:
    found = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'layers'"
            " AND tablename = ANY(:tables) AND indexname NOT LIKE '%pkey'"
        ),
        {"tables": list(ROWS)},
    ).all()
    for name, _ in found:
        connection.execute(text(f'DROP INDEX layers."{name}"'))
    return [definition for _, definition in found]
