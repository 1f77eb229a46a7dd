"""From an address of the city to its town and district."""

import re
from dataclasses import dataclass
from typing import Final

from geodata.city import City
from geodata.repair.signs import plain

_DIGITS: Final = dict(zip("一二三四五六七八九", range(1, 10), strict=True))
_CHOME: Final = re.compile(r"([一二三四五六七八九]|\d)(?:丁目|-|番|$)")


@dataclass(frozen=True, slots=True)
class Located:
    """Ids of the town and the district of an address; None where the address leaves it open."""

    town: str | None
    district: str | None


def locate(city: City, address: str) -> Located | None:
    """Where an address lies by its words; None if it names no town of the city.

    The district stays open where the town touches several: the words do not tell which.
    """
    rest = plain(address).replace(" ", "")
    for prefix in (city.prefecture, city.name.ja):
        rest = rest.removeprefix(prefix)
    base = next((name for name in city.towns_by_base if rest.startswith(plain(name))), None)
    if base is None:
        return None
    members = city.towns_by_base[base]
    match = _CHOME.match(rest.removeprefix(plain(base)))
    chome = (_DIGITS.get(match[1]) or int(match[1])) if match else None
    named = [town for town in members if town.chome == chome and not town.koaza]
    towns = named or [town for town in members if town.chome is None and not town.koaza]
    certain = {town.district for town in (towns or members)}
    touched = {other for town in (towns or members) for other in town.district_others}
    return Located(
        town=towns[0].id if len(towns) == 1 else None,
        district=certain.pop() if len(certain) == 1 and not touched else None,
    )
