"""The question is read, or refused saying what is allowed."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from mapservice.planning.parameters import USUAL, Asked, Chosen, Drawn, parse_asked
from mapservice.problems import BadParameter


def parsed(*pairs: tuple[str, str]) -> Asked:
    return parse_asked(MultiDict(pairs))


def test_nothing_chosen_is_the_usual_question() -> None:
    assert parsed() == USUAL == Asked()


def test_a_question_survives_the_way_through_an_address() -> None:
    asked = parsed(
        ("supply", "public_facilities:hall,library"),
        ("supply", "universities"),
        ("candidates", "vacant_shops"),
        ("point", "139.47,35.4,駅前, 2階"),
        ("filter", "wheelchair=yes"),
        ("area", "endo,chogo"),
        ("minutes", "12.5"),
        ("mode", "cycle"),
        ("detour", "1.4"),
        ("decay", "binary"),
        ("weight", "capacity"),
        ("step", "500"),
        ("by", "minutes_saved"),
        ("sure", "no"),
    )
    assert asked.supply == (
        Chosen("public_facilities", ("hall", "library")),
        Chosen("universities"),
    )
    assert asked.drawn == (Drawn(139.47, 35.4, "駅前, 2階"),)
    assert parse_asked(MultiDict(asked.to_arguments())) == asked


def test_kinds_of_one_layer_are_put_together_and_the_whole_layer_wins() -> None:
    some = parsed(("supply", "public_facilities:hall"), ("supply", "public_facilities:library"))
    assert some.supply == (Chosen("public_facilities", ("hall", "library")),)
    every = parsed(("supply", "public_facilities:hall"), ("supply", "public_facilities"))
    assert every.supply == (Chosen("public_facilities"),)


def test_a_drawn_point_alone_is_compared_alone() -> None:
    assert parsed(("point", "139.47,35.4")).candidates == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("supply", "castles"),
        ("supply", "public_facilities:castle"),
        ("supply", "universities:castle"),
        ("candidates", "castles"),
        ("point", "here"),
        ("point", "0,0"),
        ("point", "139.47,35.4\x00"),
        ("filter", "rank=1"),
        ("filter", "wheelchair=perhaps"),
        ("minutes", "0"),
        ("minutes", "1e3"),
        ("mode", "fly"),
        ("detour", "0.9"),
        ("decay", "none"),
        ("weight", "gold"),
        ("step", "100"),
        ("by", "luck"),
        ("sure", "perhaps"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(app: Flask, name: str, text: str) -> None:
    with app.test_request_context(), pytest.raises(BadParameter) as refused:
        parsed((name, text))
    assert refused.value.name == name
    assert refused.value.allowed


def test_too_many_points_are_refused() -> None:
    with pytest.raises(BadParameter, match="point"):
        parsed(*[("point", f"139.4,35.{number}") for number in range(10, 31)])
