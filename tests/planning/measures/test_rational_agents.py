"""RAAM: an equilibrium nobody gains by leaving, with its gap stated."""

import numpy as np
import pytest
from hypothesis import given, settings

from mapservice.planning.impedance.pairs import pairs_from_dense
from mapservice.planning.measures.rational_agents import Crowding, rational_agents
from tests.planning.measures.worlds import World, worlds


def test_two_equal_venues_at_different_distance_by_hand() -> None:
    # 100 people, rho 50: x/50 + 0 = (100 - x)/50 + 0.4 -> x = 60, cost 1.2
    result = rational_agents(
        pairs_from_dense(np.array([[0.0, 24.0]])),
        np.array([100.0]),
        np.array([1.0, 1.0]),
        stop=(1e-10, 1_000),
    )
    assert result.rho == 50
    assert result.load == pytest.approx([60, 40], abs=1e-3)
    assert result.cost == pytest.approx([1.2], abs=1e-4)


def test_a_far_venue_stays_empty_when_crowding_is_cheap() -> None:
    result = rational_agents(
        pairs_from_dense(np.array([[0.0, 240.0]])), np.array([100.0]), np.array([1.0, 1.0])
    )
    assert result.load.tolist() == [100, 0]
    assert result.relative_gap == pytest.approx(0, abs=1e-12)


def test_those_without_any_venue_are_unserved_at_infinite_cost() -> None:
    minutes = np.array([[5.0, np.inf], [np.inf, 5.0]])
    result = rational_agents(pairs_from_dense(minutes), np.array([10.0, 10]), np.array([1.0, 0]))
    assert result.unserved.tolist() == [False, True]
    assert result.cost[1] == np.inf
    assert result.load.tolist() == [10, 0]


def test_stopping_early_is_said() -> None:
    rng = np.random.default_rng(1)
    result = rational_agents(
        pairs_from_dense(rng.uniform(0, 60, (40, 8))),
        np.ones(40),
        np.ones(8),
        stop=(1e-9, 3),
    )
    assert not result.converged
    assert result.relative_gap > 1e-9


@settings(max_examples=40, deadline=None)
@given(worlds(least_people=1))
def test_gap_reaches_the_goal_and_nobody_gains_by_leaving(world: World) -> None:
    if not (world.supply > 0).any():
        with pytest.raises(ValueError, match="people and supply"):
            rational_agents(world.pairs, world.people, world.supply)
        return
    result = rational_agents(world.pairs, world.people, world.supply, Crowding(tau_minutes=30))
    assert result.converged
    assert result.relative_gap <= 1e-4
    served = world.people[~result.unserved].sum()
    assert result.load.sum() == pytest.approx(served)
    if served:
        crowd = np.divide(
            result.load,
            result.rho * world.supply,
            out=np.zeros(8)[: len(world.supply)],
            where=world.supply > 0,
        )
        cost = np.where(world.supply > 0, world.minutes / 30 + crowd, np.inf)
        assert result.cost[~result.unserved] == pytest.approx(cost.min(axis=1)[~result.unserved])


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_crowding_without_sense_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="tau_minutes"):
        Crowding(tau_minutes=wrong)
