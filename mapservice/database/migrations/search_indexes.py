"""What a migration calls so that a venue layer is searched quickly at a million rows.

A layer without these indexes is found just the same, only more slowly. Used by migrations
only; like layer_tables.py, what is here is history and does not change.
"""

from typing import Final

from alembic import op

SCHEMA: Final = "layers"


def create_search_indexes(name: str) -> None:
    """Indexes of `layers.<name>` for words, facets, and the order of names."""
    # One index for facets and hours of the week intersects all that is asked, where two would
    # each collect a fifth of the table first.
    op.execute(f"DROP INDEX IF EXISTS {SCHEMA}.{name}_open_minutes")
    for suffix, definition in (
        ("search_key", "USING gin (search_key public.gin_trgm_ops)"),
        # Trigrams cannot help with words of one or two characters, such as 会館.
        ("grams", f"USING gin ({SCHEMA}.grams(search_key))"),
        ("facets", "USING gin (facets, open_hours)"),
        ("folded_name", f"({SCHEMA}.fold(name_ja) text_pattern_ops)"),
        ("name", "(coalesce(name_kana, name_ja), layer, id)"),
    ):
        op.execute(f"CREATE INDEX IF NOT EXISTS {name}_{suffix} ON {SCHEMA}.{name} {definition}")
