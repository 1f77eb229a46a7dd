"""A search is its URL, there and back."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from layers import venue_layers
from mapservice.parameters import Arguments
from mapservice.problems import BadParameter
from mapservice.venues.parameters import parse_search, shared_properties, unknown_names
from mapservice.venues.search import SORTS, OpenAt, Position, Search

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)


def arguments(query: str) -> Arguments:
    return MultiDict(parse_qsl(query, keep_blank_values=True))


@st.composite
def queries(draw: st.DrawFn) -> dict[str, str]:
    layers = draw(st.lists(st.sampled_from([layer.id for layer in venue_layers()]), unique=True))
    chosen: dict[str, Any] = {
        "q": draw(texts),
        "layers": ",".join(layers),
        "near": draw(st.sampled_from(["", "139.46,35.39", "122,20", "153.99999,45.99999"])),
        "people": draw(st.sampled_from(["", "1", "２０", "1000000"])),
        "open": draw(st.sampled_from(["", "now", "sa-14:00", "mo-00:00", "su-23:59"])),
        "wheelchair": draw(st.sampled_from(["", "yes", "no", "unknown", "yes,no"])),
        "fee": draw(st.sampled_from(["", "free", "paid,free"])),
        "checked_on": draw(st.sampled_from(["", "2026-01-01..", "..2026-01-01", "2026-01-01"])),
        "unknown": ",".join(draw(st.lists(st.sampled_from(unknown_names(())), unique=True))),
        "sort": draw(st.sampled_from(["", *SORTS])),
        "page": str(draw(st.integers(1, 500))),
    }
    return chosen


@given(queries())
def test_every_search_survives_its_own_address(chosen: dict[str, str]) -> None:
    search = parse_search(MultiDict(chosen), strict=True)
    again = parse_search(arguments(search.to_query()), strict=True)
    assert again == search
    assert again.to_query() == search.to_query()


def test_an_empty_search_has_an_empty_address() -> None:
    assert Search().to_query() == ""
    assert parse_search(arguments("q=&layers=&people=&near="), strict=True) == Search()


def test_a_form_may_repeat_names_where_the_address_has_commas() -> None:
    form = parse_search(arguments("layers=groups&layers=universities&fee=free"), strict=False)
    link = parse_search(arguments("layers=groups,universities&fee=free"), strict=True)
    assert form == link
    assert form.to_query() == "layers=groups,universities&fee=free"


def test_all_layers_are_the_same_as_none_chosen() -> None:
    every = ",".join(layer.id for layer in venue_layers())
    assert parse_search(arguments(f"layers={every}"), strict=True).layers == ()


@pytest.mark.parametrize(
    ("query", "minute"),
    [("open_day=sa&open_time=09:30", 5 * 1440 + 570), ("open_day=sa", 5 * 1440 + 840)],
)
def test_day_and_time_of_a_form_are_one_moment(query: str, minute: int) -> None:
    assert parse_search(arguments(query), strict=True).open_at == OpenAt(minute)


def test_a_form_without_a_day_asks_for_no_moment() -> None:
    assert parse_search(arguments("open_day=&open_time=14:00"), strict=True).open_at is None
    assert parse_search(arguments("open_day=now&open_time=14:00"), strict=True).open_at == OpenAt(
        None
    )


def test_a_layers_own_filters_count_only_when_it_is_the_one_layer() -> None:
    alone = parse_search(arguments("layers=vacant_shops&rent_yen=..50000"), strict=True)
    assert [wanted.name for wanted in alone.filters] == ["rent_yen"]
    with pytest.raises(BadParameter, match="rent_yen"):
        parse_search(arguments("rent_yen=..50000"), strict=True)


def test_trackers_that_others_append_to_links_do_not_break_a_page(application: Flask) -> None:
    with application.test_request_context():
        assert parse_search(arguments("q=x&utm_source=mail"), strict=False).q == "x"
        with pytest.raises(BadParameter, match="utm_source"):
            parse_search(arguments("q=x&utm_source=mail"), strict=True)


def test_changes_begin_again_at_the_first_page() -> None:
    search = Search(q="x", near=Position(139.0, 35.0), page=7)
    assert search.but(q="y").page == 1
    assert search.without("near") == Search(q="x")


def test_every_shared_filter_can_let_the_unknown_in() -> None:
    assert set(shared_properties()) <= set(unknown_names(()))
    assert {"people", "open"} <= set(unknown_names(()))
