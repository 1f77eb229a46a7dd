"""Counts beside every choice, and what to relax when nothing is found."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import Range
from werkzeug.datastructures import MultiDict

from mapservice.venues.finding import databases, find, look_around
from mapservice.venues.moment import now
from mapservice.venues.pages.models import ResultsPage
from mapservice.venues.pages.results import results_page
from mapservice.venues.parameters import parse_search
from mapservice.venues.queries import choice
from tests.factories import add_district, add_group, add_venue


@dataclass(frozen=True)
class Pages:
    app: Flask

    def __call__(self, query: str) -> ResultsPage:
        with self.app.test_request_context(f"/?{query}"), databases().web.connect() as connection:
            around = look_around(connection, now(connection))
            search = parse_search(MultiDict(parse_qsl(query)), strict=True)
            return results_page(around, find(around, search))


@pytest.fixture
def page(app: Flask) -> Pages:
    return Pages(app)


def options(shown: ResultsPage, name: str) -> dict[str, Any]:
    facet = next(each for each in shown.facets if each.name == name)
    return {option.value: option.count for option in facet.options}


def unknown(shown: ResultsPage, name: str) -> int | None:
    facet = next(each for each in shown.facets if each.name == name)
    assert facet.unknown is not None
    return facet.unknown.count


def test_a_choice_counts_what_it_would_leave(database: Connection, page: Pages) -> None:
    add_venue(database, kind="library", fee="free", wheelchair="yes", capacity=50)
    add_venue(database, kind="library", fee="paid")
    add_venue(database, kind="hall", fee="free", wheelchair="no", capacity=15)
    shown = page("")
    assert (shown.count.number, shown.count.exact) == (3, True)
    assert {key: options(shown, "kind")[key] for key in ("library", "hall", "school")} == {
        "library": 2, "hall": 1, "school": 0,
    }  # fmt: skip
    assert options(shown, "fee") == {"free": 2, "paid": 1}
    assert options(shown, "wheelchair") == {"yes": 1}
    assert unknown(shown, "wheelchair") == 1
    assert options(shown, "people")["10"] == 2
    assert options(shown, "people")["20"] == 1
    assert unknown(shown, "people") == 1


def test_other_choices_of_the_same_filter_keep_their_counts(
    database: Connection, page: Pages
) -> None:
    add_venue(database, kind="library", fee="free")
    add_venue(database, kind="hall", fee="free")
    add_venue(database, kind="hall", fee="paid")
    shown = page("kind=library&fee=free")
    assert shown.count.number == 1
    assert options(shown, "kind")["hall"] == 1
    assert options(shown, "fee")["paid"] == 0


def test_layers_that_are_switched_off_still_show_what_they_would_add(
    database: Connection, page: Pages
) -> None:
    add_venue(database, wheelchair="yes")
    add_group(database, wheelchair="yes")
    add_group(database)
    shown = page("layers=public_facilities&wheelchair=yes")
    counts = {layer.id: (layer.count, layer.selected) for layer in shown.layers}
    assert counts["public_facilities"] == (1, True)
    assert counts["groups"] == (1, False)


def test_equipment_counts_those_that_have_all_of_it(database: Connection, page: Pages) -> None:
    add_venue(database, equipment=["ピアノ", "鏡"])
    add_venue(database, equipment=["鏡"])
    assert options(page(""), "equipment") == {"鏡": 2, "ピアノ": 1}
    assert options(page("equipment=ピアノ"), "equipment") == {"鏡": 1, "ピアノ": 1}


def test_nothing_found_says_what_to_give_up(database: Connection, page: Pages) -> None:
    add_venue(database, wheelchair="yes", capacity=10)
    add_venue(database, wheelchair="no", capacity=100)
    add_venue(database, wheelchair="yes")
    shown = page("wheelchair=yes&people=50")
    assert shown.count.number == 0
    relaxed = {each.url: each.count for each in shown.relax}
    assert relaxed == {
        "/?wheelchair=yes": 2,
        "/?people=50": 1,
        "/?people=50&wheelchair=yes&unknown=people": 1,
    }


def test_a_search_that_finds_something_offers_nothing_to_give_up(
    database: Connection, page: Pages
) -> None:
    add_venue(database, wheelchair="yes")
    assert page("wheelchair=yes").relax == ()


def test_a_venue_without_a_point_counts_in_the_list(database: Connection, page: Pages) -> None:
    add_venue(database, at=None)
    add_venue(database)
    count = page("").count
    assert (count.number, count.on_map, count.without_point) == (2, 1, 1)


def test_pages_of_a_long_list_hold_every_venue_once(database: Connection, page: Pages) -> None:
    for _ in range(45):
        add_venue(database)
    pages = [page(f"page={number}&near=139.4,35.3") for number in (1, 2, 3)]
    cards = [card for shown in pages for card in shown.venues]
    assert [card.number for card in cards] == list(range(1, 46))
    assert len({card.id for card in cards}) == 45
    assert [shown.paging.last for shown in pages] == [3, 3, 3]
    assert (pages[0].paging.previous_url, pages[2].paging.next_url) == (None, None)
    assert pages[1].paging.next_url == "/?near=139.40000,35.30000&page=3"


@pytest.mark.parametrize(
    "query",
    [
        "", "kind=hall", "fee=free", "fee=free&unknown=fee", "wheelchair=yes,no", "people=20",
        "people=5", "people=33&unknown=people", "open=sa-14:00", "open=sa-14:00&unknown=open",
        "equipment=ピアノ", "equipment=ピアノ,鏡", "q=会館", "q=青い", "q=青い会館", "q=館",
        "q=taiikukan", "q=青い会舘", "district=片瀬", "layers=groups", "kind=hall&q=会館&people=20",
        "near=139.46,35.39&q=会館", "q=nothing", "kind=school&wheelchair=yes", "q=会館&sort=name",
    ],
)  # fmt: skip
def test_indexes_find_the_same_as_reading_every_row(
    database: Connection, page: Pages, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    add_district(database, "片瀬")
    add_venue(database, name_ja="青い会館", kind="hall", fee="free", capacity=33, district="片瀬")
    add_venue(
        database, name_ja="赤い会館", kind="hall", wheelchair="yes", equipment=["ピアノ", "鏡"]
    )
    add_venue(database, name_ja="体育館", name_kana="タイイクカン", fee="paid",
              equipment=["ピアノ"], open_minutes=[Range(7980, 8400)],
              rooms=[{"name": "x", "capacity": 40}])  # fmt: skip
    add_group(database, name_ja="青い会", wheelchair="no")
    read = page(query)
    # A large city: what is few is then found through the indexes.
    monkeypatch.setattr(choice, "SMALL", 0)
    monkeypatch.setattr(choice, "DENSE", 10**9)
    indexed = page(query)
    assert [card.id for card in indexed.venues] == [card.id for card in read.venues]
    assert indexed.count == read.count
    assert {each.url: each.count for each in indexed.relax if "unknown" not in each.url} == {
        each.url: each.count for each in read.relax if "unknown" not in each.url
    }
