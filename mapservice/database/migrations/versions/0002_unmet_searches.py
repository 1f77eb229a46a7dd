"""Search at a million rows, venues that leave the map by themselves, and unmet searches."""

from alembic import op

from mapservice.database.migrations.search_indexes import create_search_indexes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VENUE_LAYERS = ("public_facilities", "citizen_centers", "vacant_shops", "universities", "groups")

# array_to_string is only STABLE because an element's output may depend on settings; text's
# does not.
WORDS = """
CREATE FUNCTION layers.words(texts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN array_to_string(texts, ' ')
"""

SEATS = """
CREATE FUNCTION layers.seats(capacity integer, rooms jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(capacity, (
    SELECT max((room ->> 'capacity')::numeric)::integer
    FROM jsonb_array_elements(CASE jsonb_typeof(rooms) WHEN 'array' THEN rooms END) AS room
    WHERE jsonb_typeof(room -> 'capacity') = 'number'
        AND (room ->> 'capacity')::numeric BETWEEN 0 AND 1000000))
"""

# Every character and every pair of neighbours. Cutting by regular expressions takes a fifth of
# the time that a row per character would; what is left over at the end does no harm.
GRAMS = """
CREATE FUNCTION layers.grams(spelling text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN string_to_array(spelling, NULL)
    || string_to_array(regexp_replace(spelling, '(..)', '\\1' || chr(31), 'g'), chr(31))
    || string_to_array(
        regexp_replace(substr(spelling, 2), '(..)', '\\1' || chr(31), 'g'), chr(31))
"""

TERNARIES = (
    "wheelchair", "step_free", "accessible_toilet", "ostomate_toilet", "tactile_guidance",
    "braille_or_speech", "assistance_dogs", "captions", "written_communication",
    "priority_parking", "wheelchair_rental", "cane_rental", "nursing_room", "diaper_changing",
    "stroller", "stroller_rental", "eating_allowed",
)  # fmt: skip

# Hours of the week, from Monday 00:00, in which the place is open at some time.
OPEN_HOURS = """
CREATE FUNCTION layers.open_hours(open_minutes int4multirange) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT hour FROM generate_series(0, 167) AS hour
    WHERE open_minutes && int4range(hour * 60, hour * 60 + 60))
"""

# What is known of a venue, as name=value; numbers by the thresholds that they reach.
FACET_LIST = f"""
CREATE FUNCTION layers.facets(kind text, district text, town text, fee text, seats integer,
    equipment text[], {", ".join(f"{name} text" for name in TERNARIES)}
) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_remove(
    ARRAY['kind=' || kind, 'district=' || district, 'town=' || town,
        'fee=' || nullif(fee, 'unknown'),
        {", ".join(f"'{name}=' || nullif({name}, 'unknown')" for name in TERNARIES)}], NULL)
    || ARRAY(SELECT 'people=' || step
        FROM unnest('{{10,20,30,40,50,70,100,150,200,300,500}}'::integer[]) AS step
        WHERE seats >= step)
    || ARRAY(SELECT 'equipment=' || item FROM unnest(equipment) AS item WHERE item IS NOT NULL)
"""  # noqa: S608 - made of the names above

GENERATED = f"""
ALTER TABLE layers.venues
    ADD COLUMN seats integer GENERATED ALWAYS AS (layers.seats(capacity, rooms)) STORED,
    ADD COLUMN facets text[] GENERATED ALWAYS AS (layers.facets(
        kind, district, town, fee, layers.seats(capacity, rooms), equipment,
        {", ".join(TERNARIES)})) STORED,
    ADD COLUMN open_hours integer[] GENERATED ALWAYS AS (layers.open_hours(open_minutes)) STORED
"""

# Generated columns cannot be altered; indexes on the old one go with it.
SEARCH_KEY = """
ALTER TABLE layers.venues ADD COLUMN search_key text GENERATED ALWAYS AS (layers.fold(
    coalesce(name_ja, '') || ' ' || coalesce(name_kana, '') || ' ' ||
    coalesce(name_en, '') || ' ' || coalesce(address, '') || ' ' ||
    coalesce(town, '') || ' ' || coalesce(district, '') || ' ' ||
    coalesce(postal_code, '') || ' ' || coalesce(description, '') || ' ' ||
    coalesce(layers.words(equipment), '') || ' ' ||
    coalesce(extra ->> 'keywords', ''))) STORED
"""

EXPIRES_ON = """
COMMENT ON COLUMN layers.venues.expires_on IS
    'After this day the venue is not shown, listed, counted or given out.'
"""

UNMET_SEARCHES = """
CREATE TABLE private.unmet_searches (
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    area text NOT NULL,
    attribute text NOT NULL,
    searches bigint NOT NULL DEFAULT 1 CHECK (searches > 0),
    PRIMARY KEY (month, area, attribute)
)
"""


def upgrade() -> None:
    for statement in (WORDS, SEATS, GRAMS, OPEN_HOURS, FACET_LIST):
        op.execute(statement)
    op.execute("ALTER TABLE layers.venues ADD COLUMN expires_on date")
    op.execute(EXPIRES_ON)
    op.execute("ALTER TABLE layers.venues DROP COLUMN search_key")
    op.execute(SEARCH_KEY)
    op.execute(GENERATED)
    for name in VENUE_LAYERS:
        create_search_indexes(name)
    op.execute(UNMET_SEARCHES)
    op.execute(
        "COMMENT ON TABLE private.unmet_searches IS"
        " 'What was sought and not found: month, town or district, attribute. No person.'"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON private.unmet_searches TO mapservice_writer")


def downgrade() -> None:
    op.execute("DROP TABLE private.unmet_searches")
    for name in VENUE_LAYERS:
        for suffix in ("grams", "folded_name", "name"):
            op.execute(f"DROP INDEX layers.{name}_{suffix}")
        op.execute(f"CREATE INDEX {name}_open_minutes ON layers.{name} USING gist (open_minutes)")
    op.execute(
        "ALTER TABLE layers.venues DROP COLUMN search_key, DROP COLUMN facets, DROP COLUMN seats,"
        " DROP COLUMN open_hours"
    )
    op.execute(OLD_SEARCH_KEY)
    for name in VENUE_LAYERS:
        op.execute(
            f"CREATE INDEX {name}_search_key ON layers.{name}"
            " USING gin (search_key public.gin_trgm_ops)"
        )
    op.execute("ALTER TABLE layers.venues DROP COLUMN expires_on")
    op.execute(
        "DROP FUNCTION layers.facets, layers.open_hours, layers.grams, layers.seats, layers.words"
    )


OLD_SEARCH_KEY = """
ALTER TABLE layers.venues ADD COLUMN search_key text GENERATED ALWAYS AS (layers.fold(
    coalesce(name_ja, '') || ' ' || coalesce(name_kana, '') || ' ' ||
    coalesce(name_en, '') || ' ' || coalesce(address, '') || ' ' ||
    coalesce(town, '') || ' ' || coalesce(district, '') || ' ' ||
    coalesce(postal_code, '') || ' ' || coalesce(description, ''))) STORED
"""
