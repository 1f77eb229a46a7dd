"""Stations, towns, districts and postal codes by name: where a search may begin."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final, Literal

from mapservice.venues.search import Position
from mapservice.venues.words import fold, sound_of

Kind = Literal["station", "district", "town", "postal_code"]
# Which place a bare name means when several have it.
KINDS: Final[tuple[Kind, ...]] = ("station", "district", "town", "postal_code")

# Words after a name that say what is meant, folded; an origin then, not a word to look for.
_SUFFIXES: Final[tuple[tuple[str, Kind], ...]] = (
    ("駅", "station"), ("えき", "station"), (" station", "station"), (" sta.", "station"),
    ("地区", "district"), ("ちく", "district"), (" district", "district"),
)  # fmt: skip
_POSTAL_CODE: Final = re.compile(r"〒?\s*(\d{3})-?(\d{4})")
_NUMBERED: Final = re.compile(r"(\d+)(?:丁目|-chome)?(?:[-の番\s].*|丁目.*)?")
_LEADING: Final = re.compile(r"^(〒?\s*\d{3}-?\d{4}\s*)?(神奈川県|kanagawa-ken\s*)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a name and a point."""

    kind: Kind
    id: str
    name_ja: str
    name_kana: str | None
    name_en: str | None
    position: Position
    detail: str = ""
    """What else people know it by: lines of a station, district of a town."""
    base: str = ""
    """The town without its 丁目."""
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances begin; `explicit` if the words can mean nothing but the place."""

    place: Place
    explicit: bool


@dataclass(frozen=True)
class Gazetteer:
    """Every place of the city, by each of its spellings."""

    places: tuple[Place, ...]
    city: str
    """The city's name, which people write before an address."""
    by_name: dict[str, list[Place]] = field(init=False, repr=False)
    _exact: dict[tuple[str, str], Place] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name: dict[str, list[Place]] = {}
        for place in sorted(self.places, key=lambda each: KINDS.index(each.kind)):
            for name in _names(place):
                by_name.setdefault(name, []).append(place)
        object.__setattr__(self, "by_name", by_name)
        exact = {(place.kind, place.name_ja): place for place in self.places}
        object.__setattr__(self, "_exact", exact)

    def find(self, text: str) -> Origin | None:
        """The place that the whole text means, if it means one."""
        folded = fold(text).strip()
        if not folded:
            return None
        for suffix, kind in _SUFFIXES:
            named = self._named(folded.removesuffix(suffix), kind)
            if folded.endswith(suffix) and named:
                return Origin(named, explicit=True)
        return self._postal_code(folded) or self._address(folded) or self._bare(folded)

    def starting_with(self, text: str) -> list[Place]:
        """Places with a spelling that begins with the text, best kind first."""
        folded = fold(text).strip()
        code = re.fullmatch(r"〒?(\d{3})-?(\d{0,4})", folded)
        beginnings = {folded, *([f"{code[1]}{code[2]}"] if code else [])}
        found = {
            place: None
            for name, places in self.by_name.items()
            if any(name.startswith(beginning) for beginning in beginnings)
            for place in places
        }
        return sorted(found, key=lambda place: (KINDS.index(place.kind), place.id))

    def named(self, kind: str, name_ja: str) -> Place | None:
        """The place of that kind whose Japanese name is exactly this."""
        return self._exact.get((kind, name_ja))

    def nearest(self, position: Position, *kinds: Kind) -> Place | None:
        """The nearest place of these kinds, by degrees scaled to this latitude."""
        near = [place for place in self.places if place.kind in kinds]
        return min(near, key=lambda place: _rough(position, place.position), default=None)

    def _named(self, name: str, *kinds: Kind) -> Place | None:
        known = self.by_name.get(name) or self.by_name.get(f"~{sound_of(name)}", [])
        return next((place for place in known if not kinds or place.kind in kinds), None)

    def _bare(self, folded: str) -> Origin | None:
        place = self._named(folded)
        # A town with its 丁目 is an address: nobody names a venue so.
        explicit = bool(place and place.kind == "town" and place.base != place.name_ja)
        return Origin(place, explicit) if place else None

    def _postal_code(self, folded: str) -> Origin | None:
        match = _POSTAL_CODE.fullmatch(folded)
        place = self._named(f"{match[1]}{match[2]}", "postal_code") if match else None
        return Origin(place, explicit=True) if place else None

    def _address(self, folded: str) -> Origin | None:
        """`藤沢市亀井野1-5-3`: the block if it is known, else the town."""
        rest = _LEADING.sub("", folded).removeprefix(fold(self.city))
        for length in range(len(rest) - 1, 0, -1):
            town, number = rest[:length].rstrip(), _NUMBERED.fullmatch(rest[length:].lstrip())
            if number is None or rest[length - 1].isdigit():
                continue
            place = self._named(f"{town}{number[1]}丁目", "town") or self._named(
                f"{town} {number[1]}-chome", "town"
            )
            if place or (place := self._named(town, "town")):
                return Origin(place, explicit=True)
        stripped = self._named(rest, "town") if rest != folded else None
        return Origin(stripped, explicit=True) if stripped else None


def base_towns(towns: Iterable[Place]) -> Iterator[Place]:
    """A place for each town that is only known by its blocks, at the mean of their points."""
    blocks: dict[str, list[Place]] = {}
    names = set()
    for town in towns:
        names.add(town.name_ja)
        blocks.setdefault(town.base, []).append(town)
    for base, members in blocks.items():
        if base and base not in names:
            kana = {_without_block(member.name_kana or "") for member in members}
            english = {(member.name_en or "").rpartition(" ")[0] for member in members}
            yield Place(
                "town", base, base, kana.pop() if len(kana) == 1 else None,
                english.pop() if len(english) == 1 else None, _mean(members),
                members[0].detail, base,
            )  # fmt: skip


def postal_codes(towns: Iterable[Place]) -> Iterator[Place]:
    """A place for each postal code, at the mean of its towns' points."""
    by_code: dict[str, list[Place]] = {}
    for town in towns:
        if town.postal_code:
            by_code.setdefault(re.sub(r"\D", "", town.postal_code), []).append(town)
    for code, members in by_code.items():
        bases = "、".join(dict.fromkeys(member.base or member.name_ja for member in members))
        yield Place(
            "postal_code", code, f"〒{code[:3]}-{code[3:]}", None, None, _mean(members), bases
        )


def _names(place: Place) -> set[str]:
    """Folded spellings; a sound is marked so that it never meets a spelling."""
    if place.kind == "postal_code":
        return {place.id}
    spelled = {fold(name) for name in (place.name_ja, place.name_kana, place.name_en) if name}
    sounds = {f"~{sound}" for name in spelled if (sound := sound_of(name))}
    return spelled | sounds


def _without_block(kana: str) -> str:
    return re.sub(r"(イッ|ニ|サン|ヨン|ゴ|ロク|ナナ|ハッ|キュウ|ジュッ)?チョウメ$", "", kana)


def _mean(places: list[Place]) -> Position:
    return Position(
        round(fmean(place.position.lon for place in places), 5),
        round(fmean(place.position.lat for place in places), 5),
    )


def _rough(one: Position, other: Position) -> float:
    # 0.82 is the cosine of 35 degrees: enough to compare places within a city.
    return ((one.lon - other.lon) * 0.82) ** 2 + (one.lat - other.lat) ** 2
