"""What people ask of a million venues: kinds of questions, with other values each time."""

import random
from collections.abc import Callable
from typing import Final

from tests.bench.venue_rows import EQUIPMENT, KANA, KANJI, KINDS, NOUNS, SOUTH, SPAN, WEST

Ask = Callable[[random.Random], str]
"""A query string of `/`."""


def somewhere(chance: random.Random) -> str:
    return f"{WEST + chance.random() * SPAN:.5f},{SOUTH + chance.random() * SPAN:.5f}"


def letters(chance: random.Random, alphabet: str, count: int) -> str:
    return "".join(chance.choice(alphabet) for _ in range(count))


def moment(chance: random.Random) -> str:
    day = chance.choice(("mo", "tu", "we", "sa", "su"))
    return f"{day}-{chance.randrange(24):02d}:00"


SEARCHES: Final[dict[str, Ask]] = {
    "everything, by name": lambda _: "",
    "newest": lambda _: "sort=updated",
    "a common word (会館, センター …)": lambda chance: f"q={chance.choice(NOUNS)}",
    "two characters": lambda chance: f"q={letters(chance, KANJI, 2)}",
    "three characters": lambda chance: f"q={letters(chance, KANJI, 3)}",
    "a reading": lambda chance: f"q={letters(chance, KANA, 4)}",
    "romaji": lambda chance: f"q={chance.choice(('kaki', 'sushi', 'mori', 'taniko', 'hanashi'))}",
    "two words": lambda chance: f"q={chance.choice(NOUNS)} {letters(chance, KANJI, 2)}",
    "a name as it is": lambda chance: f"q=見本{letters(chance, KANJI, 3)}{chance.choice(NOUNS)}",
    "a word near a place": lambda chance: f"q={chance.choice(NOUNS)}&near={somewhere(chance)}",
    "nothing like it": lambda chance: f"q={letters(chance, 'QXJVBZ', 6)}",
}
FILTERS: Final[dict[str, Ask]] = {
    "near a place": lambda chance: f"near={somewhere(chance)}",
    "wheelchair, near": lambda chance: f"wheelchair=yes&near={somewhere(chance)}",
    "wheelchair or unknown, near": lambda chance: (
        f"wheelchair=yes&unknown=wheelchair&near={somewhere(chance)}"
    ),
    "wheelchair, step-free, free, 20 people, open, near": lambda chance: (
        f"wheelchair=yes&step_free=yes&fee=free&people=20&open={moment(chance)}"
        f"&near={somewhere(chance)}"
    ),
    "kind and people": lambda chance: (
        f"kind={chance.choice(KINDS)}&people={chance.randrange(5, 260)}"
    ),
    "people or unknown, near": lambda chance: (
        f"people={chance.randrange(5, 260)}&unknown=people&near={somewhere(chance)}"
    ),
    "open at a moment": lambda chance: f"open={moment(chance)}",
    "open, near": lambda chance: f"open={moment(chance)}&near={somewhere(chance)}",
    "district": lambda chance: f"district={chance.choice(KANJI)}地区",
    "district, near": lambda chance: (
        f"district={chance.choice(KANJI)}地区&near={somewhere(chance)}"
    ),
    "two pieces of equipment": lambda chance: (
        f"equipment={','.join(chance.sample(EQUIPMENT, 2))}&near={somewhere(chance)}"
    ),
    "rare: equipment, kind, wheelchair, district": lambda chance: (
        f"equipment={','.join(chance.sample(EQUIPMENT, 2))}&kind={chance.choice(KINDS)}"
        f"&wheelchair=yes&district={chance.choice(KANJI)}地区"
    ),
    "one layer, near": lambda chance: (
        f"layers={chance.choice(('groups', 'vacant_shops'))}&near={somewhere(chance)}"
    ),
    "a later page, near": lambda chance: f"page={chance.randrange(2, 20)}&near={somewhere(chance)}",
}


def view(chance: random.Random, width: float, zoom: int) -> str:
    """A part of the map, twice as wide as high in degrees, and its zoom level."""
    west = WEST + chance.random() * (SPAN - width)
    south = SOUTH + chance.random() * (SPAN - width)
    box = ",".join(f"{side:.5f}" for side in (west, south, west + width, south + width / 2))
    return f"bbox={box}&zoom={zoom}"


VIEWS: Final[dict[str, Ask]] = {
    "everything, zoom 9: clusters of a million": lambda _: (
        f"bbox={WEST},{SOUTH},{WEST + SPAN},{SOUTH + SPAN}&zoom=9"
    ),
    "a city, zoom 12: clusters of about 20,000": lambda chance: view(chance, 0.2, 12),
    "a quarter, zoom 14: clusters of about 1,800": lambda chance: view(chance, 0.06, 14),
    "some streets, zoom 16: points": lambda chance: view(chance, 0.02, 16),
}
