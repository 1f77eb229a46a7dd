"""Schemas, the venue layers, areas and stations."""

from alembic import op
from sqlalchemy import ARRAY, Column, Date, Integer, Numeric, Text

from mapservice.database.migrations.layer_tables import create_venue_table, drop_table, watch_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Extensions and roles are there before the first migration: mapservice/database/roles.py.
SCHEMAS = (
    "CREATE SCHEMA layers",
    "CREATE SCHEMA private",
    "REVOKE ALL ON SCHEMA private FROM PUBLIC",
    "GRANT USAGE ON SCHEMA layers TO mapservice_web, mapservice_writer",
    "GRANT USAGE ON SCHEMA private TO mapservice_writer",
    "COMMENT ON SCHEMA layers IS 'What the public may read.'",
    "COMMENT ON SCHEMA private IS 'Contacts, tokens, drafts: no grant to mapservice_web.'",
)

# One spelling for search: NFKC folds full and half width, katakana becomes hiragana,
# dashes and long-vowel marks become one, 一丁目 becomes 1丁目.
FOLD = """
CREATE FUNCTION layers.fold(spelling text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(
    translate(
        lower(normalize(spelling, NFKC)),
        'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノ'
        'ハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ'
        'ー－‐‑–—―−〜~　',
        'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねの'
        'はばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔかけ'
        '---------- '
    ),
    '一丁目', '1丁目'), '二丁目', '2丁目'), '三丁目', '3丁目'), '四丁目', '4丁目'),
    '五丁目', '5丁目'), '六丁目', '6丁目'), '七丁目', '7丁目'), '八丁目', '8丁目'),
    '九丁目', '9丁目')
"""

REVISIONS = """
CREATE TABLE layers.revisions (
    layer text PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 1,
    features bigint NOT NULL DEFAULT 0 CHECK (features >= 0),
    changed_at timestamptz NOT NULL DEFAULT now()
)
"""

REDIRECTS = """
CREATE TABLE layers.redirects (
    layer text NOT NULL,
    old_id text NOT NULL,
    new_id text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (layer, old_id),
    CHECK (old_id <> new_id)
)
"""

TOUCH = """
CREATE FUNCTION layers.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := OLD.created_at;
    NEW.updated_at := now();
    NEW.revision := OLD.revision + 1;
    RETURN NEW;
END
$$
"""

# SECURITY DEFINER: writers change layers, only the database changes their revisions.
REVISE = """
CREATE FUNCTION layers.revise() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = layers, pg_temp AS $$
DECLARE
    added bigint := 0;
    removed bigint := 0;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        UPDATE layers.revisions SET revision = revision + 1, features = 0, changed_at = now()
        WHERE layer = TG_TABLE_NAME;
        RETURN NULL;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        SELECT count(*) INTO added FROM new_rows;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        SELECT count(*) INTO removed FROM old_rows;
    END IF;
    IF added > 0 OR removed > 0 THEN
        UPDATE layers.revisions
        SET revision = revision + 1, features = features + added - removed, changed_at = now()
        WHERE layer = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$
"""

RECORDED = """
    source text NOT NULL DEFAULT '',
    licence text NOT NULL DEFAULT '',
    checked_on date,
    verified boolean NOT NULL DEFAULT false,
    sample boolean NOT NULL DEFAULT false,
    extra jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(extra) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    revision bigint NOT NULL DEFAULT 1
"""

# Ids stand in URLs: letters, digits, dash, dot, underscore.
IDENTITY = "id text NOT NULL CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$')"

# NaN compares greater than every number in PostgreSQL, so BETWEEN refuses it as it does
# infinity and 1e300. Bounds are Japan's: 南鳥島 153.99 E, 与那国島 122.93 E, 沖ノ鳥島
# 20.42 N, 択捉島 45.56 N.
IN_JAPAN = """(geom IS NULL OR (NOT public.ST_IsEmpty(geom)
        AND public.ST_XMin(geom) BETWEEN 122 AND 154 AND public.ST_XMax(geom) BETWEEN 122 AND 154
        AND public.ST_YMin(geom) BETWEEN 20 AND 46 AND public.ST_YMax(geom) BETWEEN 20 AND 46))"""

TERNARIES = (
    "wheelchair", "step_free", "accessible_toilet", "ostomate_toilet", "tactile_guidance",
    "braille_or_speech", "assistance_dogs", "captions", "written_communication",
    "priority_parking", "wheelchair_rental", "cane_rental", "nursing_room", "diaper_changing",
    "stroller", "stroller_rental", "eating_allowed",
)  # fmt: skip

VENUES = f"""
CREATE TABLE layers.venues (
    {IDENTITY},
    layer text NOT NULL,
    name_ja text NOT NULL CHECK (btrim(name_ja) <> ''),
    name_kana text,
    name_en text,
    kind text,
    description text,
    address text,
    postal_code text,
    district text,
    town text,
    geom public.geometry(Point, 4326),
    precision text NOT NULL DEFAULT 'none'
        CHECK (precision IN ('exact', 'stop', 'town', 'none')),
    opening_hours jsonb CHECK (jsonb_typeof(opening_hours) = 'object'),
    opening_hours_note text,
    open_minutes int4multirange CHECK (open_minutes <@ int4range(0, 10080)),
    capacity integer CHECK (capacity >= 0),
    equipment text[],
    rooms jsonb CHECK (jsonb_typeof(rooms) = 'array'),
    fee text NOT NULL DEFAULT 'unknown' CHECK (fee IN ('free', 'paid', 'unknown')),
    fee_note text,
    phone text,
    url text CHECK (url ~ '^https?://'),
    booking_url text CHECK (booking_url ~ '^https?://'),
    {
    "".join(
        f"{name} text NOT NULL DEFAULT 'unknown' CHECK ({name} IN ('yes', 'no', 'unknown')),"
        for name in TERNARIES
    )
}
    {RECORDED},
    search_key text GENERATED ALWAYS AS (layers.fold(
        coalesce(name_ja, '') || ' ' || coalesce(name_kana, '') || ' ' ||
        coalesce(name_en, '') || ' ' || coalesce(address, '') || ' ' ||
        coalesce(town, '') || ' ' || coalesce(district, '') || ' ' ||
        coalesce(postal_code, '') || ' ' || coalesce(description, ''))) STORED,
    CONSTRAINT point_in_japan CHECK ({IN_JAPAN}),
    CONSTRAINT precision_tells_of_point CHECK ((geom IS NULL) = (precision = 'none'))
)
"""

AREA = f"""
    {IDENTITY},
    name_ja text NOT NULL CHECK (btrim(name_ja) <> ''),
    name_kana text,
    name_en text,
    geom public.geometry(MultiPolygon, 4326),
    approximate boolean NOT NULL DEFAULT true,
    northern boolean,
    population integer CHECK (population >= 0),
    population_65 integer CHECK (population_65 BETWEEN 0 AND population),
    population_75 integer CHECK (population_75 BETWEEN 0 AND population_65),
    population_date date,
    population_method text,
    {RECORDED},
    PRIMARY KEY (id),
    CONSTRAINT area_in_japan CHECK ({IN_JAPAN})
"""

DISTRICTS = f"CREATE TABLE layers.districts ({AREA})"

TOWNS = f"""
CREATE TABLE layers.towns ({AREA},
    base_town text,
    district text,
    district_others text[],
    district_basis text,
    postal_code text,
    point public.geometry(Point, 4326) NOT NULL,
    CONSTRAINT point_in_japan CHECK ({IN_JAPAN.replace("geom", "point")})
)
"""

STATIONS = f"""
CREATE TABLE layers.stations (
    {IDENTITY},
    name_ja text NOT NULL CHECK (btrim(name_ja) <> ''),
    name_kana text,
    name_en text,
    address text,
    lines text[],
    geom public.geometry(Point, 4326),
    {RECORDED},
    PRIMARY KEY (id),
    CONSTRAINT point_in_japan CHECK ({IN_JAPAN})
)
"""


def _texts(*names: str) -> list[Column[object]]:
    return [Column(name, Text) for name in names]


def _lists(*names: str) -> list[Column[object]]:
    return [Column(name, ARRAY(Text)) for name in names]


def upgrade() -> None:
    for statement in (*SCHEMAS, FOLD, REVISIONS, REDIRECTS, TOUCH, REVISE, VENUES):
        op.execute(statement)
    for name in ("revisions", "redirects", "venues"):
        op.execute(f"GRANT SELECT ON layers.{name} TO mapservice_web, mapservice_writer")
    op.execute("GRANT INSERT, UPDATE, DELETE ON layers.redirects TO mapservice_writer")
    create_venue_table("public_facilities")
    create_venue_table("citizen_centers", [*_texts("district_served"), *_lists("services")])
    create_venue_table(
        "vacant_shops",
        [
            *_texts("shopping_street", "floor", "structure", "transaction", "deposit"),
            *_texts("former_use", "parking", "agent"),
            Column("built_year", Integer),
            Column("area_m2", Numeric),
            Column("rent_yen", Integer),
            Column("common_fee_yen", Integer),
            Column("available_from", Date),
            Column("consented_on", Date),
            Column("expires_on", Date),
        ],
    )
    create_venue_table(
        "universities", [*_lists("faculties", "open_to_citizens"), *_texts("partnership_desk")]
    )
    create_venue_table(
        "groups",
        [
            *_lists("fields", "districts", "places", "languages", "seeks"),
            *_texts("meeting", "offers"),
        ],
    )
    op.execute(
        "ALTER TABLE layers.vacant_shops ADD CHECK (area_m2 BETWEEN 0 AND 100000),"
        " ADD CHECK (rent_yen >= 0), ADD CHECK (common_fee_yen >= 0),"
        " ADD CHECK (built_year BETWEEN 1850 AND 2200)"
    )
    for name, statement in (("districts", DISTRICTS), ("towns", TOWNS), ("stations", STATIONS)):
        op.execute(statement)
        op.execute(f"CREATE INDEX {name}_geom ON layers.{name} USING gist (geom)")
        watch_table(name)
    op.execute("CREATE INDEX towns_point ON layers.towns USING gist (point)")


def downgrade() -> None:
    for name in (
        "stations", "towns", "districts",
        "groups", "universities", "vacant_shops", "citizen_centers", "public_facilities",
    ):  # fmt: skip
        drop_table(name)
    # Roles stay: they are the cluster's, and other databases may use them.
    for statement in (
        "DROP TABLE layers.venues, layers.redirects, layers.revisions",
        "DROP FUNCTION layers.touch(), layers.revise(), layers.fold(text)",
        "DROP SCHEMA layers",
        "DROP SCHEMA private",
    ):
        op.execute(statement)
