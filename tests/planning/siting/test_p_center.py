"""p-centre: least radius by trial of everything, with every rule."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from mapservice.planning.siting.p_center import p_center
from mapservice.planning.siting.rules import Rules
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.worlds import World, city, worlds


def radius(world: World, sites: tuple[int, ...]) -> float:
    return float(world.near(sites)[world.counted].max(initial=0.0))


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_radius_is_the_least_of_all_choices(world: World) -> None:
    found = p_center(world.impedance, world.new, demand=world.demand, rules=world.rules)
    least = world.least(lambda sites: radius(world, sites))
    assert found.objective == least
    if math.isinf(least):
        assert found.outcome is Outcome.INFEASIBLE
    else:
        assert found.bound == least
        assert found.outcome is Outcome.OPTIMAL
        assert world.rules.allow(found.sites)
        assert radius(world, found.sites) == least


@given(worlds(most_points=25, most_candidates=12, most_new=4))
@settings(max_examples=60, deadline=None)
def test_one_more_site_is_never_worse(world: World) -> None:
    fewer = p_center(world.impedance, world.new, rules=world.rules)
    more = p_center(world.impedance, world.new + 1, rules=world.rules)
    assert more.objective <= fewer.objective


def test_one_new_site_prefers_the_smaller_mean_among_equal_radii() -> None:
    found = p_center([[5.0, 5.0, 5.0], [4.0, 1.0, 1.0]], 1)
    assert found.sites == (1,)
    assert [one.candidate for one in found.ranking] == [1, 2, 0]


def test_unreachable_points_are_listed_and_left_out() -> None:
    found = p_center([[1.0, 2.0], [np.inf, np.inf]], 1)
    assert (found.objective, found.unreachable) == (1.0, (1,))


def test_too_few_sites_to_reach_everyone_is_said_clearly() -> None:
    apart = np.where(np.eye(4, dtype=bool), 1.0, np.inf)
    found = p_center(apart, 3)
    assert found.outcome is Outcome.INFEASIBLE
    assert found.sites == ()


def test_a_town_is_proven_and_keeps_what_stands() -> None:
    _, minutes = city(300, 50, seed=1)
    rules = Rules(fixed=(3, 4), forbidden=(7, 8, 9), exclusive=((0, 1, 2),))
    found = p_center(minutes, 4, rules=rules)
    assert found.outcome is Outcome.OPTIMAL
    assert rules.allow(found.sites)
    assert len(found.new_sites) == 4
    assert minutes[:, list(found.sites)].min(axis=1).max() == pytest.approx(found.objective)
