"""What a minute of travel costs: from minutes to a weight between 0 and 1.

Pass one to a measure: `enhanced_two_step(..., decay=gaussian(minutes=15))`. Thresholds
include their end (`<=`) and nothing is rounded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from mapservice.planning.arrays import Floats


@dataclass(frozen=True, slots=True)
class Decay:
    """Minutes of any shape -> weights of the same shape, 0..1; infinity -> 0.

    `end` is the last minute that can have a weight, infinity for a curve that is never cut.
    It lets a measure look at near pairs only, and refuse pairs that were cut before it.
    """

    weigh: Callable[[Floats], Floats]
    end: float

    def __call__(self, minutes: Floats) -> Floats:
        """The weights."""
        return self.weigh(minutes)


Zones: TypeAlias = Sequence[tuple[float, float]]
"""(end in minutes, weight) from the nearest zone outward."""

# Luo & Qi 2009, Health & Place 15(4), 1100-1107: slow and fast decay of the E2SFCA method.
LUO_QI_SLOW: Zones = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))
LUO_QI_FAST: Zones = ((10.0, 1.0), (20.0, 0.42), (30.0, 0.09))
# Wan, Zou & Sternberg 2012, Int. J. Geographical Information Science 26(6), 1073-1089.
WAN_3SFCA: Zones = ((10.0, 0.962), (20.0, 0.704), (30.0, 0.377), (60.0, 0.042))


def _positive(name: str, value: float) -> float:
    if not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be a positive number, got {value}")
    return float(value)


def binary(minutes: float) -> Decay:
    """1 within the threshold, 0 beyond: Luo & Wang 2003, Environment and Planning B 30."""
    end = _positive("minutes", minutes)

    def weigh(travel: Floats) -> Floats:
        return (travel <= end).astype(np.float64)

    return Decay(weigh, end)


def gaussian(minutes: float) -> Decay:
    """Gaussian that reaches 0 at the threshold without a jump, 0 beyond.

    (exp(-(t/t0)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)): Dai 2010, Health & Place 16(5).
    """
    end = _positive("minutes", minutes)
    tail = float(np.exp(-0.5))

    def weigh(travel: Floats) -> Floats:
        inside = np.minimum(travel, end) / end
        shape: Floats = np.exp(-0.5 * inside**2)
        return (shape - tail) / (1.0 - tail)

    return Decay(weigh, end)


def gaussian_curve(sigma_minutes: float) -> Decay:
    """exp(-t^2 / (2 sigma^2)), never cut: Kwan 1998, Geographical Analysis 30(3)."""
    sigma = _positive("sigma_minutes", sigma_minutes)

    def weigh(travel: Floats) -> Floats:
        return np.exp(-0.5 * (travel / sigma) ** 2)

    return Decay(weigh, np.inf)


def exponential(half_minutes: float) -> Decay:
    """Half the weight for every `half_minutes`, exp(-beta t) with beta = ln 2 / half: Kwan 1998."""
    rate = float(np.log(2.0)) / _positive("half_minutes", half_minutes)

    def weigh(travel: Floats) -> Floats:
        return np.exp(-rate * travel)

    return Decay(weigh, np.inf)


def power(exponent: float, nearest_minutes: float = 1.0) -> Decay:
    """(t / nearest)^-exponent; 1 below `nearest_minutes`, where the power has no bound.

    Hansen 1959, Journal of the American Institute of Planners 25(2); Kwan 1998.
    """
    steepness = _positive("exponent", exponent)
    nearest = _positive("nearest_minutes", nearest_minutes)

    def weigh(travel: Floats) -> Floats:
        return (np.maximum(travel, nearest) / nearest) ** -steepness

    return Decay(weigh, np.inf)


def _ordered(zones: Zones) -> tuple[Floats, Floats]:
    ends = np.array([end for end, _ in zones], dtype=np.float64)
    weights = np.array([weight for _, weight in zones], dtype=np.float64)
    if len(ends) == 0 or not (np.isfinite(ends).all() and (ends > 0).all()):
        raise ValueError("zones need at least one positive, finite end in minutes")
    if (np.diff(ends) <= 0).any():
        raise ValueError("zones must go outward: each end larger than the one before")
    if not ((weights >= 0) & (weights <= 1)).all():
        raise ValueError("weights of zones must be between 0 and 1")
    return ends, weights


def steps(zones: Zones) -> Decay:
    """One weight per travel-time zone, 0 beyond the last: E2SFCA (`LUO_QI_SLOW`).

    Weights jump at the ends of zones, so a minute more can change a ranking; compare with
    `continuous` before believing one.
    """
    ends, weights = _ordered(zones)

    def weigh(travel: Floats) -> Floats:
        # From the farthest zone inward, so that the nearest zone has the last word.
        result = np.zeros(np.shape(travel))
        for end, value in zip(ends[::-1], weights[::-1], strict=True):
            np.copyto(result, value, where=travel <= end)
        return result

    return Decay(weigh, float(ends[-1]))


def continuous(zones: Zones) -> Decay:
    """The same zones without jumps: straight lines through the middles of the zones.

    The weight holds to the middle of the first zone and falls to 0 at the end of the last.
    """
    ends, weights = _ordered(zones)
    middles = (ends + np.concatenate(([0.0], ends[:-1]))) / 2
    at = np.concatenate((middles, ends[-1:]))
    value = np.concatenate((weights, [0.0]))

    def weigh(travel: Floats) -> Floats:
        return np.interp(travel, at, value)

    return Decay(weigh, float(ends[-1]))


def plateau(flat_minutes: float = 10.0, end_minutes: float = 60.0, exponent: float = 1.5) -> Decay:
    """1 up to `flat_minutes`, then ((end - t) / (end - flat))^exponent down to 0 at the end.

    McGrail & Humphreys 2009, Applied Geography 29(4), 533-541: 10 and 60 minutes, 1.5.
    """
    flat, end = _positive("flat_minutes", flat_minutes), _positive("end_minutes", end_minutes)
    if end <= flat:
        raise ValueError("end_minutes must be larger than flat_minutes")

    def weigh(travel: Floats) -> Floats:
        return np.clip((end - np.minimum(travel, end)) / (end - flat), 0.0, 1.0) ** exponent

    return Decay(weigh, end)


def within(minutes: float, decay: Decay) -> Decay:
    """`decay` up to and including `minutes`, 0 beyond: bounds the pairs a curve needs."""
    end = _positive("minutes", minutes)

    def weigh(travel: Floats) -> Floats:
        return np.where(travel <= end, decay(travel), 0.0)

    return Decay(weigh, min(end, decay.end))
