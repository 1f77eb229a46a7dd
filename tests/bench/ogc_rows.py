"""Sample facilities (見本) for measuring the GIS door: made-up, a fifth of them in Fujisawa."""

from typing import Final

from sqlalchemy import Connection, text

from mapservice.database.engine import Target, administrator_engine

CITY: Final = (139.40, 35.30, 139.52, 35.44)
"""West, south, east, north of the box in which every fifth facility lies."""
AROUND: Final = (138.9, 34.9, 140.5, 36.5)

INSERT: Final = """
INSERT INTO layers.public_facilities (id, name_ja, name_kana, name_en, kind, description, address,
    postal_code, district, town, geom, precision, capacity, equipment, fee, wheelchair, step_free,
    source, licence, checked_on, sample)
SELECT 'f' || lpad(i::text, 7, '0'), '見本施設' || i, 'みほんしせつ', 'Sample facility ' || i,
    ('{library,hall,school,gymnasium,citizens_house}'::text[])[1 + i % 5], '生成した見本',
    '見本' || i % 1000, '000-0000', '見本地区' || i % 13, '見本町' || i % 211,
    CASE WHEN i % 5 = 0 THEN public.ST_SetSRID(public.ST_MakePoint(
            :west + (:east - :west) * random(), :south + (:north - :south) * random()), 4326)
        ELSE public.ST_SetSRID(public.ST_MakePoint(
            :far_west + (:far_east - :far_west) * random(),
            :far_south + (:far_north - :far_south) * random()), 4326) END,
    'exact', (random() * 500)::integer, '{見本の机,見本の椅子}',
    ('{free,paid,unknown}'::text[])[1 + i % 3], ('{yes,no,unknown}'::text[])[1 + i % 3], 'unknown',
    '見本', 'CC-BY-4.0', '2026-04-01', true
FROM generate_series(1, :rows) AS i
"""


def fill(target: Target, rows: int) -> None:
    """Fill a fresh database with `rows` facilities; indexes are made behind them."""
    names = ("west", "south", "east", "north")
    values = dict(zip(names, CITY, strict=True)) | {
        f"far_{name}": side for name, side in zip(names, AROUND, strict=True)
    }
    engine = administrator_engine(target)
    with engine.begin() as connection:
        indexes = _drop_indexes(connection)
        # Neither audit nor counts by statement: nobody's work is stored here.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SELECT setseed(0.42)"))
        connection.execute(text(INSERT), {**values, "rows": rows})
        connection.execute(
            text(
                "UPDATE layers.revisions SET features = :rows, revision = revision + 1"
                " WHERE layer = 'public_facilities'"
            ),
            {"rows": rows},
        )
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        for definition in indexes:
            connection.execute(text(definition))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("ANALYZE layers.venues"))


def _drop_indexes(connection: Connection) -> list[str]:
    found = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'layers'"
            " AND tablename = 'public_facilities' AND indexname NOT LIKE '%pkey'"
        )
    ).all()
    for name, _ in found:
        connection.execute(text(f'DROP INDEX layers."{name}"'))
    return [definition for _, definition in found]
