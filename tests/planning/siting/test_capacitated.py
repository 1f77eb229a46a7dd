"""Capacitated p-median: nobody where there is no room, by trial of everything."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mapservice.planning.siting.capacitated import (
    capacitated_p_median,
    loads,
    split_capacitated_p_median,
)
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import FloatArray, Rules, SitingError
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.worlds import World, city, worlds


def whole(world: World, room: FloatArray, sites: tuple[int, ...], price: float) -> float:
    """Least cost of sending every counted point whole to a site, by trying every way."""
    best, points = math.inf, np.flatnonzero(world.counted).tolist()
    for way in itertools.product((*sites, -1), repeat=len(points)):
        used = np.zeros(world.candidates)
        cost = 0.0
        for point, site in zip(points, way, strict=True):
            each = price if site < 0 else world.impedance[point, site]
            cost += world.demand[point] * each
            if site >= 0:
                used[site] += world.demand[point]
        if (used <= room).all():
            best = min(best, cost)
    return best


def shared(world: World, room: FloatArray, sites: tuple[int, ...], price: float) -> float:
    """The transport problem by scipy, amounts as variables, an extra place for the unserved."""
    points = np.flatnonzero(world.counted)
    if not len(points):
        return 0.0
    there = world.impedance[np.ix_(points, np.array(sites, dtype=np.intp))]
    costs = np.hstack([there, np.full((len(points), 1), price)])
    count = costs.shape[1]
    each = np.kron(np.eye(len(points)), np.ones(count))
    held = np.kron(np.ones(len(points)), np.eye(count))[:-1]
    result = linprog(
        np.where(np.isfinite(costs), costs, 0.0).ravel(),
        A_eq=each,
        b_eq=world.demand[points],
        A_ub=held if len(held) else None,
        b_ub=room[list(sites)] if len(held) else None,
        bounds=[(0.0, None if math.isfinite(cost) else 0.0) for cost in costs.ravel()],
    )
    return float(result.fun or 0.0) if result.success else math.inf


rooms = st.lists(st.integers(0, 12), min_size=4, max_size=4)


@given(worlds(most_points=4, most_candidates=4, most_new=2), rooms, st.sampled_from([9.0, np.inf]))
@settings(max_examples=120, deadline=None)
def test_whole_points_cost_the_least_of_all_ways(
    world: World, room: list[int], price: float
) -> None:
    space = np.array(room[: world.candidates], dtype=float)
    found = capacitated_p_median(
        world.demand,
        world.impedance,
        space,
        world.new,
        rules=world.rules,
        unserved=None if math.isinf(price) else price,
    )
    least = world.least(lambda sites: whole(world, space, sites, price))
    check(found.objective, least, found.outcome)
    assert (loads(found, world.candidates) <= space + 1e-6).all()


@given(worlds(most_points=6, most_candidates=4, most_new=2), rooms, st.sampled_from([9.0, np.inf]))
@settings(max_examples=120, deadline=None)
def test_shared_points_cost_the_least_transport(
    world: World, room: list[int], price: float
) -> None:
    space = np.array(room[: world.candidates], dtype=float)
    found = split_capacitated_p_median(
        world.demand,
        world.impedance,
        space,
        world.new,
        rules=world.rules,
        unserved=None if math.isinf(price) else price,
    )
    least = world.least(lambda sites: shared(world, space, sites, price))
    check(found.objective, least, found.outcome)
    assert (loads(found, world.candidates) <= space + 1e-6).all()
    if found.outcome is Outcome.OPTIMAL:
        served = sum(flow.amount for flow in found.flows)
        short = sum(world.demand[list(found.unserved)])
        total = world.demand[world.counted].sum()
        assert served <= total + 1e-6
        assert served + short >= total - 1e-6


def check(found: float, least: float, outcome: Outcome) -> None:
    if math.isinf(least):
        assert outcome is Outcome.INFEASIBLE
    else:
        assert outcome is Outcome.OPTIMAL
        assert found == pytest.approx(least, rel=1e-6, abs=1e-6)


@given(worlds(most_points=10, most_candidates=6, most_new=3))
@settings(max_examples=40, deadline=None)
def test_endless_room_is_the_p_median(world: World) -> None:
    endless = np.full(world.candidates, np.inf)
    found = capacitated_p_median(
        world.demand, world.impedance, endless, world.new, rules=world.rules
    )
    plain = p_median(world.demand, world.impedance, world.new, rules=world.rules)
    assume(plain.outcome is Outcome.OPTIMAL)
    assert found.objective == pytest.approx(plain.objective, rel=1e-6, abs=1e-6)


def test_a_point_larger_than_any_place_is_shared_or_said_to_be_impossible() -> None:
    minutes, room = [[1.0, 3.0]], [6.0, 6.0]
    assert capacitated_p_median([10.0], minutes, room, 2).outcome is Outcome.INFEASIBLE
    found = split_capacitated_p_median([10.0], minutes, room, 2)
    assert found.objective == pytest.approx(6.0 + 4.0 * 3.0)
    assert [(flow.site, round(flow.amount, 6)) for flow in found.flows] == [(0, 6.0), (1, 4.0)]


def test_the_unserved_are_shown_instead_of_overfilling_the_nearest() -> None:
    found = split_capacitated_p_median([5.0, 5.0], [[1.0], [2.0]], [6.0], 1, unserved=30.0)
    assert found.unserved == (1,)
    assert found.objective == pytest.approx(5.0 + 2.0 + 4.0 * 30.0)


def test_an_unknown_capacity_is_refused_not_taken_for_zero() -> None:
    with pytest.raises(SitingError, match="unknown"):
        capacitated_p_median([1.0], [[1.0]], [np.nan], 1)


def test_one_new_site_ranks_candidates_with_room() -> None:
    rules = Rules(fixed=(0,))
    found = split_capacitated_p_median(
        [4.0, 4.0], [[1.0, 9.0, 2.0], [8.0, 1.0, 2.0]], [4.0, 4.0, 4.0], 1, rules=rules
    )
    assert [(one.candidate, round(one.objective, 6)) for one in found.ranking] == [
        (1, 8.0),
        (2, 12.0),
    ]


def test_a_small_town_is_proven_within_its_rooms() -> None:
    people, minutes = city(60, 10, seed=6)
    room = np.full(10, people.sum() / 3.0)
    found = split_capacitated_p_median(people, minutes, room, 4)
    assert found.outcome is Outcome.OPTIMAL
    assert (loads(found, 10) <= room * (1.0 + 1e-9)).all()
    assert found.objective >= p_median(people, minutes, 4).objective * (1.0 - 1e-9)
