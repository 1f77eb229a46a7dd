"""p-median: least by trial of everything, with every rule, and proven."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.siting.benders import branch
from mapservice.planning.siting.choice import Choice, Known
from mapservice.planning.siting.clock import Clock, Limit
from mapservice.planning.siting.exact import solve_choice
from mapservice.planning.siting.interchange import finite_losses, greedy, interchange
from mapservice.planning.siting.lagrangian import relax
from mapservice.planning.siting.p_median import p_median
from mapservice.planning.siting.rules import NO_RULES, FloatArray, Rules, SitingError
from mapservice.planning.siting.solution import Outcome
from tests.planning.siting.worlds import World, city, worlds


def cost(world: World, sites: tuple[int, ...], unserved: float = math.inf) -> float:
    near = np.minimum(world.near(sites), unserved)[world.counted]
    return float((world.demand[world.counted] * near).sum())


@given(worlds())
@settings(max_examples=300, deadline=None)
def test_objective_is_the_least_of_all_choices(world: World) -> None:
    found = p_median(world.demand, world.impedance, world.new, rules=world.rules)
    least = world.least(lambda sites: cost(world, sites))
    assert found.objective == pytest.approx(least, rel=1e-6)
    if math.isinf(least):
        assert found.outcome is Outcome.INFEASIBLE
        assert found.sites == ()
    else:
        assert found.outcome is Outcome.OPTIMAL
        assert world.rules.allow(found.sites)
        assert cost(world, found.sites) == pytest.approx(found.objective)


@given(worlds(), st.floats(0.0, 20.0))
@settings(max_examples=150, deadline=None)
def test_leaving_people_unserved_costs_its_price_and_is_told(world: World, price: float) -> None:
    found = p_median(world.demand, world.impedance, world.new, rules=world.rules, unserved=price)
    least = world.least(lambda sites: cost(world, sites, price))
    assert found.objective == pytest.approx(least, rel=1e-6, abs=1e-9)
    near = world.near(found.sites)
    beyond = np.flatnonzero(world.counted & (near > price)).tolist()
    assert list(found.unserved) == beyond


@given(worlds(most_points=30, most_candidates=12, most_new=4))
@settings(max_examples=100, deadline=None)
def test_the_tree_alone_finds_the_least(world: World) -> None:
    """Benders without exchange or Lagrangian before it: nothing hides an error of its own."""
    choice = whole_choice(world)
    found = branch(choice, Known(), np.zeros(len(choice.base)), Clock(Limit()))
    least = world.least(lambda sites: cost(world, sites))
    if math.isinf(least):
        assert math.isinf(found.best.value)
        assert math.isinf(found.bound)
    else:
        assert found.best.value == pytest.approx(least, rel=1e-6, abs=1e-6)
        assert found.bound == pytest.approx(least, rel=1e-6, abs=1e-6)


@given(worlds(most_points=30, most_candidates=12, most_new=4))
@settings(max_examples=100, deadline=None)
def test_lagrangian_bound_is_never_above_the_least_and_keeps_every_better_choice(
    world: World,
) -> None:
    choice = whole_choice(world)
    if choice.most < 1 or not choice.count:
        return
    worst = max((cost(world, sites) for sites in world.choices()), default=math.inf)
    known = Known((), worst + 10.0)
    found = relax(choice, known, Clock(Limit()), rounds=40)
    least = world.least(lambda sites: cost(world, sites))
    assert found.bound <= least * (1.0 + 1e-9) + 1e-9
    better = [
        sites for sites in world.choices() if cost(world, sites) < found.best.value - 1.0 - 1e-3
    ]
    kept, must = set(choice.name[found.keep].tolist()), set(choice.name[found.must].tolist())
    for sites in better:
        new = set(sites) - set(world.rules.fixed)
        assert must <= new <= kept | must


def whole_choice(world: World) -> Choice:
    free = world.rules.free(world.candidates)
    impedance, demand = world.impedance[world.counted], world.demand[world.counted]
    fixed = impedance[:, list(world.rules.fixed)].min(axis=1, initial=np.inf)
    loss = np.ascontiguousarray((impedance[:, free] * demand[:, None]).T)
    return Choice.of(loss, fixed * demand, world.new, rules=world.rules, name=free)


@given(worlds())
@settings(max_examples=60, deadline=None)
def test_one_more_site_is_never_worse(world: World) -> None:
    fewer = p_median(world.demand, world.impedance, world.new, rules=world.rules)
    more = p_median(world.demand, world.impedance, world.new + 1, rules=world.rules)
    assert more.objective <= fewer.objective * (1.0 + 1e-6) or math.isinf(fewer.objective)


def test_the_number_asked_for_is_opened_though_the_last_changes_nothing() -> None:
    found = p_median([1.0, 1.0], [[0.0, 5.0, 5.0], [0.0, 5.0, 5.0]], 2)
    assert found.sites == (0, 1)


def test_equal_answers_give_the_lowest_candidates() -> None:
    minutes = np.tile([[3.0], [4.0], [5.0]], (1, 5))
    assert p_median(None, minutes, 1).sites == (0,)
    assert p_median(None, minutes, 2).sites == (0, 1)
    twins = np.array([[9.0, 1.0, 9.0, 1.0], [9.0, 9.0, 1.0, 1.0], [1.0, 9.0, 9.0, 9.0]])
    assert p_median(None, np.hstack([twins, twins]), 2).sites == (0, 3)


def test_one_new_site_ranks_every_candidate_exactly() -> None:
    people, minutes = city(60, 12, seed=3)
    found = p_median(people, minutes, 1, rules=Rules(fixed=(2,), forbidden=(5,)))
    by_hand = {
        j: float((people * np.minimum(minutes[:, 2], minutes[:, j])).sum())
        for j in range(12)
        if j not in (2, 5)
    }
    assert [one.candidate for one in found.ranking] == sorted(by_hand, key=lambda j: by_hand[j])
    assert [one.objective for one in found.ranking] == pytest.approx(sorted(by_hand.values()))
    assert found.new_sites == (found.ranking[0].candidate,)


def test_unreachable_people_are_listed_and_left_out() -> None:
    found = p_median([1.0, 7.0, 1.0], [[1.0, 9.0], [np.inf, np.inf], [9.0, 2.0]], 2)
    assert found.unreachable == (1,)
    assert found.objective == 3.0
    assert found.assignment.tolist() == [0, -1, 1]


def test_too_few_sites_to_reach_everyone_is_said_clearly() -> None:
    apart = np.where(np.eye(4, dtype=bool), 1.0, np.inf)
    found = p_median(None, apart, 3)
    assert found.outcome is Outcome.INFEASIBLE
    assert found.status().startswith("impossible: no choice of this many sites")
    assert p_median(None, apart, 4).objective == 4.0


def test_a_hard_start_reaches_everyone_where_greedy_does_not() -> None:
    """Greedy takes the middle, which leaves both ends beyond its last site."""
    inf = np.inf
    reach = np.array(
        [
            [inf, 1.0, inf],
            [1.0, 1.0, inf],
            [1.0, 1.0, inf],
            [1.0, inf, 1.0],
            [1.0, inf, 1.0],
            [inf, inf, 1.0],
        ]
    )
    found = p_median(None, reach, 2)
    assert found.sites == (1, 2)
    assert found.outcome is Outcome.OPTIMAL


@pytest.mark.parametrize(
    ("demand", "impedance", "new", "rules"),
    [
        ([1.0], [[np.nan]], 1, NO_RULES),
        ([1.0], [[-1.0]], 1, NO_RULES),
        ([-1.0], [[1.0]], 1, NO_RULES),
        ([np.inf], [[1.0]], 1, NO_RULES),
        ([1e200], [[1e200]], 1, NO_RULES),
        ([1.0, 2.0], [[1.0]], 1, NO_RULES),
        ([1.0], [1.0], 1, NO_RULES),
        ([1.0], [[1.0]], -1, NO_RULES),
        ([1.0], [[1.0]], 1, Rules(fixed=(3,))),
        ([1.0], [[1.0, 2.0]], 1, Rules(fixed=(1,), forbidden=(1,))),
        ([1.0], [[1.0, 2.0]], 1, Rules(fixed=(0, 1), exclusive=((0, 1),))),
    ],
)
def test_wrong_figures_are_refused(
    demand: list[float], impedance: list[list[float]], new: int, rules: Rules
) -> None:
    with pytest.raises(SitingError):
        p_median(demand, impedance, new, rules=rules)


@pytest.mark.parametrize(("points", "candidates", "new"), [(300, 50, 5), (300, 50, 12)])
def test_a_town_is_proven_and_the_same_each_time(points: int, candidates: int, new: int) -> None:
    people, minutes = city(points, candidates, seed=points + new)
    first, second = (p_median(people, minutes, new) for _ in range(2))
    assert first.outcome is Outcome.OPTIMAL
    assert first.sites == second.sites
    assert first.bound <= first.objective == second.objective


def test_columns_in_another_order_give_the_same_objective() -> None:
    people, minutes = city(200, 40, seed=8)
    turned = p_median(people, minutes[:, ::-1], 6)
    assert turned.objective == pytest.approx(p_median(people, minutes, 6).objective, rel=1e-9)


def test_exchange_never_worsens_and_keeps_exclusive_sets() -> None:
    people, minutes = city(150, 30, seed=4)
    loss: FloatArray = np.ascontiguousarray((minutes * people[:, None]).T)
    rules = Rules(exclusive=(tuple(range(10)), tuple(range(8, 20))))
    choice = Choice.of(
        loss, np.full(150, np.inf), 5, rules=rules, name=np.arange(30, dtype=np.intp)
    )
    finite = finite_losses(choice)
    start = greedy(finite)
    better = interchange(finite, start, Clock(Limit()))
    assert finite.value(better) <= finite.value(start)
    assert choice.allows(better)
    assert solve_choice(choice, Clock(Limit())).best.value <= finite.value(better)
