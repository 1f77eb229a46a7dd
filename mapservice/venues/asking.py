"""A search's words looked up: which of them are a place to begin at, which are to be found."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from layers import venue_layers
from layers.text import Text
from mapservice.venues.parameters import shared_properties
from mapservice.venues.places import Gazetteer, Origin, Place
from mapservice.venues.queries.conditions import Asked, Moment
from mapservice.venues.search import Search
from mapservice.venues.words import Word, fold, spell, split_words

# "Shonandai Station" and "Kameino 1-chome" are places of two words; none has more than three.
LONGEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """A search with everything looked up, and the place that its words named, if any."""

    asked: Asked
    place: Place | None


def resolve(search: Search, gazetteer: Gazetteer, moment: Moment) -> Resolved:
    """Look the words up. A position in the URL counts before a place in the words."""
    origin, rest = find_origin(search.q, gazetteer)
    words = tuple(_word(text, gazetteer) for text in rest)
    place = origin.place if origin else None
    position = search.near or (place.position if place else None)
    return Resolved(Asked(search, words, position, moment), place)


def find_origin(text: str, gazetteer: Gazetteer) -> tuple[Origin | None, tuple[str, ...]]:
    """The place that the text names, and the folded words that are still to be found.

    湘南台駅 is a place and nothing else; 湘南台 alone is also a word that venues hold.
    """
    whole = gazetteer.find(text)
    words = split_words(text)
    if whole and whole.explicit:
        return whole, ()
    for start, end in _spans(len(words)):
        part = gazetteer.find(" ".join(words[start:end]))
        if part and part.explicit:
            return part, (*words[:start], *words[end:])
    if whole:
        return whole, (fold(text).strip(),)
    return None, words


def _spans(count: int) -> Iterator[tuple[int, int]]:
    for length in range(min(LONGEST_NAME, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _word(text: str, gazetteer: Gazetteer) -> Word:
    """The word; the name of a place in any language also means its Japanese name."""
    meant = gazetteer.find(text)
    word = spell(text, fold(meant.place.name_ja)) if meant else spell(text)
    facets, layers = named_kinds().get(text, ()), named_layers().get(text, ())
    return replace(word, facets=facets, layers=layers)


@cache
def named_kinds() -> dict[str, tuple[str, ...]]:
    """Facets by the titles of kinds, folded, in every language."""
    kind = shared_properties().get("kind")
    named: dict[str, tuple[str, ...]] = {}
    for choice in kind.choices if kind else ():
        for name in _titles(choice.title):
            named[name] = (*named.get(name, ()), f"kind={choice.value}")
    return named


@cache
def named_layers() -> dict[str, tuple[str, ...]]:
    """Layers by their titles, folded, in every language."""
    named: dict[str, tuple[str, ...]] = {}
    for layer in venue_layers():
        for name in _titles(layer.title):
            named[name] = (*named.get(name, ()), layer.id)
    return named


def _titles(title: Text) -> set[str]:
    """Each of the words that a title is made of: 市民センター・公民館 are two names."""
    parts = [*title.ja.split("・"), title.en, title.en.removesuffix("s")]
    return {fold(part).strip() for part in parts if part.strip()}
