"""Fictitious samples (見本): vacant shops and groups, for trying the service out.

They stand on real towns' representative points, say 見本 and "sample" in their names, and
have the column `sample`; nothing else of the service ever writes that column as true.
"""

from collections.abc import Sequence
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, delete
from sqlalchemy.dialects.postgresql import Range

from geodata.city import City, Town
from geodata.repair.hours import week_minutes
from layers import get_layer, venue_layers
from layers.groups import FIELDS
from mapservice.database.loading.city import add_rows
from mapservice.database.loading.rows import Values

SAMPLES: Final = 12
"""Of each kind: enough for lists, clusters and every symbol."""

NOTICE_JA: Final = "これは使い方を試すための見本です。実在しません。"
NOTICE_EN: Final = "This is a sample for trying the service out. It does not exist."
SOURCE: Final = "見本 / sample"
LICENCE: Final = "CC0-1.0"
_TERNARY: Final = ("yes", "no", "unknown")
_FORMER_USES: Final = ("喫茶店", "書店", "衣料品店", "事務所")
_EQUIPMENT: Final[tuple[list[str] | None, ...]] = (["Wi-Fi", "流し台"], ["トイレ"], None)
_SEEKS: Final = (["会員"], ["活動場所"], ["会員", "ボランティア"])


def load_demo(connection: Connection, city: City) -> dict[str, int]:
    """Add the samples that are not there yet; how many rows per layer."""
    towns = _spread(city.towns, SAMPLES)
    shops = [_shop(number, town, city) for number, town in enumerate(towns, start=1)]
    groups = [_group(number, town, city) for number, town in enumerate(towns, start=1)]
    return {
        layer: add_rows(connection, get_layer(layer).table.__table__, rows)
        for layer, rows in (("vacant_shops", shops), ("groups", groups))
    }


def remove_demo(connection: Connection) -> int:
    """Delete every sample of every venue layer; how many there were."""
    removed = 0
    for layer in venue_layers():
        table = cast("Table", layer.table.__table__)
        removed += connection.execute(delete(table).where(table.c["sample"])).rowcount
    return removed


def _spread(towns: Sequence[Town], count: int) -> list[Town]:
    """So many towns, evenly over their order by district and id."""
    ordered = sorted(towns, key=lambda town: (town.district, town.id))
    return [ordered[place * len(ordered) // count] for place in range(min(count, len(ordered)))]


def _shared(number: int, town: Town, city: City) -> Values:
    return {
        "description": NOTICE_JA,
        "address": f"{city.name.ja}{town.name_ja}（見本）",
        "postal_code": town.postal_code,
        "district": city.district_by_id[town.district].name_ja,
        "town": town.name_ja,
        "geom": f"SRID=4326;POINT({town.lon} {town.lat})",
        "precision": "town",
        "wheelchair": _TERNARY[number % 3],
        "step_free": _TERNARY[(number + 1) % 3],
        "accessible_toilet": _TERNARY[number // 3 % 3],
        "equipment": _EQUIPMENT[number % len(_EQUIPMENT)],
        "source": SOURCE,
        "licence": LICENCE,
        "sample": True,
        "extra": {"keywords": "見本 sample", "description_en": NOTICE_EN},
    }


def _shop(number: int, town: Town, city: City) -> Values:
    return _shared(number, town, city) | {
        "id": f"sample-shop-{number}",
        "name_ja": f"【見本】空き店舗 {number}（{town.base_town}）",
        "name_kana": f"ミホン アキテンポ {number}",
        "name_en": f"[Sample] Vacant shop {number}",
        "shopping_street": f"見本商店街（{town.base_town}）",
        "floor": f"{1 + number % 2}階",
        "area_m2": 20.0 + 7 * number,
        "rent_yen": 40_000 + 10_000 * (number % 7),
        "former_use": _FORMER_USES[number % len(_FORMER_USES)],
        "capacity": 10 + 5 * (number % 6) if number % 4 else None,
        "fee": "paid",
    }


def _group(number: int, town: Town, city: City) -> Values:
    hours: dict[str, Any] = {
        "weekly": [{"days": ["sa"], "opens": "10:00", "closes": "16:00"}],
        "holidays": "closed",
    }
    spans = week_minutes(hours) or ()
    return _shared(number, town, city) | {
        "id": f"sample-group-{number}",
        "name_ja": f"【見本】市民活動団体 {number}（{town.base_town}）",
        "name_kana": f"ミホン シミンカツドウダンタイ {number}",
        "name_en": f"[Sample] Civic group {number}",
        "fields": [FIELDS[number % len(FIELDS)].value, FIELDS[number * 7 % len(FIELDS)].value],
        "districts": [city.district_by_id[town.district].name_ja],
        "places": [f"{town.base_town}（見本）"],
        "meeting": "毎週土曜日（見本）",
        "seeks": _SEEKS[number % len(_SEEKS)],
        "fee": ("free", "unknown")[number % 2],
        "opening_hours": hours if number % 2 else None,
        "open_minutes": [Range(*span) for span in spans] if number % 2 else None,
    }
