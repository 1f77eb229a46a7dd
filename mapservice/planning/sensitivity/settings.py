"""The assumptions behind a ranking, and what they might be instead."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mapservice.planning.arrays import Floats
from mapservice.planning.demand.spread import moved
from mapservice.planning.impedance.ground import Detour, Points


@dataclass(frozen=True, slots=True)
class Settings:
    """One complete set of assumptions."""

    threshold_minutes: float
    decay: str  # name of a decay in the scorer's table
    detour: Detour
    speed_km_h: float
    demand: str  # name of a demand: a year, a mesh size, a source
    seed: tuple[int, int] | None = None  # (seed, run) that moves uncertain points; None: none
    without: int | None = None  # existing venue left out; None: all count


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What each assumption might be instead; the base value may stand among them."""

    threshold_minutes: Sequence[float] = ()
    decay: Sequence[str] = ()
    detour: Sequence[Detour] = ()
    speed_km_h: Sequence[float] = ()
    demand: Sequence[str] = ()
    uncertain: Sequence[int] = ()  # existing venues whose place or existence is uncertain
    moves: int = 0  # runs in which every uncertain point moves within its radius
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Settings, and which factor was changed to which value."""

    factor: str
    value: str
    settings: Settings


BASE = "base"
_FACTORS = ("threshold_minutes", "decay", "detour", "speed_km_h", "demand")


def _said(value: object) -> str:
    return f"{value.factor:g}" if isinstance(value, Detour) else f"{value}"


def one_at_a_time(base: Settings, alternatives: Alternatives) -> tuple[Run, ...]:
    """The base, then every alternative with all else as in the base."""
    single = [
        Run(factor, _said(value), replace(base, **{factor: value}))
        for factor in _FACTORS
        for value in getattr(alternatives, factor)
        if value != getattr(base, factor)
    ]
    left_out = [
        Run("without", f"{venue}", replace(base, without=venue)) for venue in alternatives.uncertain
    ]
    moves = [
        Run("uncertain points", f"{run}", replace(base, seed=(alternatives.seed, run)))
        for run in range(alternatives.moves)
    ]
    return (Run(BASE, "", base), *single, *left_out, *moves)


def all_together(base: Settings, alternatives: Alternatives) -> tuple[Run, ...]:
    """Every combination of the first five factors: for few alternatives of each.

    Interactions show here that `one_at_a_time` cannot see.
    """
    options = [
        tuple(dict.fromkeys((getattr(base, factor), *getattr(alternatives, factor))))
        for factor in _FACTORS
    ]
    return tuple(
        Run("together", " / ".join(map(_said, values)), _with(base, values))
        for values in itertools.product(*options)
    )


def _with(base: Settings, values: tuple[object, ...]) -> Settings:
    changes = dict(zip(_FACTORS, values, strict=True))
    return replace(base, **changes)  # type: ignore[arg-type]


def move_uncertain(points: Points, radius_m: Floats, seed: tuple[int, int]) -> Points:
    """Points displaced at random, evenly within the disc of `radius_m` (n,); 0 stays exactly.

    Equal seeds give equal places, to the digit.
    """
    draw = np.random.default_rng(seed)
    reach = radius_m * np.sqrt(draw.random(len(points)))
    angle = 2 * np.pi * draw.random(len(points))
    displaced = moved(points, reach * np.cos(angle), reach * np.sin(angle))
    certain = radius_m == 0
    return Points(
        np.where(certain, points.lon, displaced.lon), np.where(certain, points.lat, displaced.lat)
    )
