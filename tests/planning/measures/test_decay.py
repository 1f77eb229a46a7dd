"""Decays keep their promises at both ends of a threshold."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapservice.planning import decay
from mapservice.planning.decay import Decay

ALL: list[Callable[[], Decay]] = [
    lambda: decay.binary(15),
    lambda: decay.gaussian(15),
    lambda: decay.gaussian_curve(7),
    lambda: decay.exponential(8),
    lambda: decay.power(1.5),
    lambda: decay.steps(decay.LUO_QI_SLOW),
    lambda: decay.continuous(decay.WAN_3SFCA),
    decay.plateau,
    lambda: decay.within(20, decay.exponential(8)),
]


@pytest.mark.parametrize("make", ALL)
def test_infinity_weighs_nothing_and_nearer_never_weighs_less(make: Callable[[], Decay]) -> None:
    weight = make()(np.array([*np.linspace(0, 100, 1001), np.inf]))
    assert weight[-1] == 0
    assert ((weight >= 0) & (weight <= 1)).all()
    assert (np.diff(weight) <= 1e-15).all()


@pytest.mark.parametrize("make", ALL)
def test_nothing_weighs_beyond_the_end(make: Callable[[], Decay]) -> None:
    curve = make()
    beyond = np.nextafter(min(curve.end, 1e300), np.inf)
    assert np.isinf(curve.end) or curve(np.array([beyond])) == 0


def test_threshold_includes_its_end_and_is_never_rounded() -> None:
    edge = np.array([15.0, np.nextafter(15.0, 16.0)])
    assert decay.binary(15)(edge).tolist() == [1, 0]
    assert decay.steps(((15.0, 0.5),))(edge).tolist() == [0.5, 0]
    assert decay.within(15, decay.exponential(15))(edge).tolist() == [0.5, 0]


def test_luo_and_qi_zones_weigh_as_published() -> None:
    weight = decay.steps(decay.LUO_QI_SLOW)(np.array([0.0, 10, 10.1, 20, 20.1, 30, 30.1]))
    assert weight.tolist() == [1, 1, 0.68, 0.68, 0.22, 0.22, 0]


def test_gaussian_by_hand() -> None:
    # t = t0 / 2: (exp(-1/8) - exp(-1/2)) / (1 - exp(-1/2))
    assert decay.gaussian(10)(np.array([0.0, 5, 10])) == pytest.approx(
        [1, (0.8824969 - 0.6065307) / 0.3934693, 0], abs=1e-6
    )


def test_plateau_by_hand() -> None:
    # McGrail and Humphreys: (60 - 35) / 50 = 0.5, to the power 1.5
    assert decay.plateau()(np.array([10.0, 35, 60])) == pytest.approx([1, 0.5**1.5, 0])


def test_exponential_halves_and_power_is_bounded_near_zero() -> None:
    assert decay.exponential(8)(np.array([8.0, 16])) == pytest.approx([0.5, 0.25])
    assert decay.power(2)(np.array([0.0, 1, 2])).tolist() == [1, 1, 0.25]


@given(st.floats(0.1, 29.9))
def test_continuous_zones_do_not_jump(minutes: float) -> None:
    curve = decay.continuous(decay.LUO_QI_SLOW)
    before, after = curve(np.array([minutes - 0.01, minutes + 0.01]))
    assert before - after < 0.003


@pytest.mark.parametrize("minutes", [0, -1, float("nan"), float("inf")])
def test_a_threshold_without_sense_is_refused(minutes: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        decay.binary(minutes)


@pytest.mark.parametrize("zones", [(), ((10.0, 1.0), (5.0, 0.5)), ((10.0, 1.5),)])
def test_zones_without_sense_are_refused(zones: decay.Zones) -> None:
    with pytest.raises(ValueError, match="zones"):
        decay.steps(zones)
