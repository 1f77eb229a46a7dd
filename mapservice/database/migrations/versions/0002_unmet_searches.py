"""Search at a million rows, venues that leave the map by themselves, and unmet searches."""

from alembic import op

from mapservice.database.migrations.search_indexes import FACETS, create_search_indexes

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

GRAMS = """
CREATE FUNCTION layers.grams(spelling text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT gram
    FROM generate_series(1, length(spelling)) AS place,
        LATERAL (VALUES (substr(spelling, place, 1)), (substr(spelling, place, 2))) AS cut (gram)
    WHERE gram <> '' AND strpos(gram, ' ') = 0)
"""

_PARAMETERS = ", ".join(f"{name} text{'[]' if name == 'equipment' else ''}" for name in FACETS)
_SINGLE = ", ".join(f"'{name}=' || {name}" for name in FACETS if name != "equipment")

FACET_LIST = f"""
CREATE FUNCTION layers.facets({_PARAMETERS}) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_remove(
    ARRAY[{_SINGLE}]
    || CASE WHEN cardinality(equipment) > 0 THEN
        string_to_array(
            'equipment=' || array_to_string(equipment, chr(31) || 'equipment='), chr(31))
    END, NULL)
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
    for statement in (WORDS, SEATS, GRAMS, FACET_LIST):
        op.execute(statement)
    op.execute("ALTER TABLE layers.venues ADD COLUMN expires_on date")
    op.execute(EXPIRES_ON)
    op.execute("ALTER TABLE layers.venues DROP COLUMN search_key")
    op.execute(SEARCH_KEY)
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
        for suffix in ("grams", "facets", "seats", "folded_name", "name"):
            op.execute(f"DROP INDEX layers.{name}_{suffix}")
    op.execute("ALTER TABLE layers.venues DROP COLUMN search_key")
    op.execute(OLD_SEARCH_KEY)
    for name in VENUE_LAYERS:
        op.execute(
            f"CREATE INDEX {name}_search_key ON layers.{name}"
            " USING gin (search_key public.gin_trgm_ops)"
        )
    op.execute("ALTER TABLE layers.venues DROP COLUMN expires_on")
    op.execute("DROP FUNCTION layers.words, layers.seats, layers.grams, layers.facets")


OLD_SEARCH_KEY = """
ALTER TABLE layers.venues ADD COLUMN search_key text GENERATED ALWAYS AS (layers.fold(
    coalesce(name_ja, '') || ' ' || coalesce(name_kana, '') || ' ' ||
    coalesce(name_en, '') || ' ' || coalesce(address, '') || ' ' ||
    coalesce(town, '') || ' ' || coalesce(district, '') || ' ' ||
    coalesce(postal_code, '') || ' ' || coalesce(description, ''))) STORED
"""
