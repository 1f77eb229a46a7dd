"""What a migration calls so that a venue layer is searched quickly at a million rows.

A layer without these indexes is found just the same, only more slowly. Used by migrations
only; like layer_tables.py, what is here is history and does not change.
"""

from typing import Final

from alembic import op

SCHEMA: Final = "layers"

# The order is that of the parameters of layers.facets.
FACETS: Final = (
    "kind", "district", "town", "fee", "equipment",
    "wheelchair", "step_free", "accessible_toilet", "ostomate_toilet", "tactile_guidance",
    "braille_or_speech", "assistance_dogs", "captions", "written_communication",
    "priority_parking", "wheelchair_rental", "cane_rental", "nursing_room", "diaper_changing",
    "stroller", "stroller_rental", "eating_allowed",
)  # fmt: skip


def create_search_indexes(name: str) -> None:
    """Indexes of `layers.<name>` for words, seats, facets, and the order of names."""
    for suffix, definition in (
        ("search_key", "USING gin (search_key public.gin_trgm_ops)"),
        # Trigrams cannot help with words of one or two characters, such as 会館.
        ("grams", f"USING gin ({SCHEMA}.grams(search_key))"),
        ("facets", f"USING gin ({SCHEMA}.facets({', '.join(FACETS)}))"),
        ("seats", f"({SCHEMA}.seats(capacity, rooms))"),
        ("folded_name", f"({SCHEMA}.fold(name_ja) text_pattern_ops)"),
        ("name", "(coalesce(name_kana, name_ja), layer, id)"),
    ):
        op.execute(f"CREATE INDEX IF NOT EXISTS {name}_{suffix} ON {SCHEMA}.{name} {definition}")
