"""The planners' question as a value: request or command line -> `Asked`, or BadParameter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from layers import get_layer, venue_layers
from layers.venue import VENUE_PROPERTIES
from mapservice.database.filters import PropertyFilter, allowed_values, parse_filter
from mapservice.languages import gettext
from mapservice.parameters import Arguments, clean_text, not_among, parse_number, single
from mapservice.planning.impedance.roads.rules import MODES
from mapservice.problems import BadParameter

Weight = Literal["count", "capacity", "hours"]
WEIGHTS: Final[tuple[Weight, ...]] = ("count", "capacity", "hours")
DECAYS: Final = ("gaussian", "binary", "continuous")
# How a table of candidates may be ordered; the columns are explained in `candidates`.
CRITERIA: Final = (
    "newly_within", "newly_within_older", "people_within", "minutes_saved", "worst_tenth_gain",
)  # fmt: skip
STEPS: Final = (250.0, 500.0)
NORTH: Final = "north"
CITY: Final = "city"
MOST_POINTS: Final = 20
LEAST_MINUTES, MOST_MINUTES = 1.0, 120.0
RIGHT_ANGLES: Final = 1.27
"""4 / pi to two decimals: the mean detour of streets at right angles (`impedance.ground`)."""

# km/h over the ground where no street network is at hand. Walking: 80 m a minute, the
# Japanese fair-competition rule for property advertisements; cycling: as on streets.
# Car: what `impedance.roads.rules` assumes of a tertiary street, an assumption to vary.
SPEEDS_KM_H: Final = {"walk": 4.8, "cycle": 15.0, "car": 25.0}

_POINT: Final = re.compile(r"(-?\d{1,3}(?:\.\d{1,8})?),(-?\d{1,2}(?:\.\d{1,8})?)(?:,(.*))?")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A layer, or some kinds of it."""

    layer: str
    kinds: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The text that `parse_chosen` reads back."""
        return f"{self.layer}:{','.join(self.kinds)}" if self.kinds else self.layer


@dataclass(frozen=True, slots=True)
class Drawn:
    """A point that somebody drew as a candidate, in degrees."""

    lon: float
    lat: float
    name: str

    def __str__(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f},{self.name}".rstrip(",")


SUPPLY: Final = (
    Chosen(
        "public_facilities",
        (
            "civic_activity_center", "community_hall", "citizens_house", "neighborhood_hall",
            "community_space", "shopping_street_space", "hall",
        ),
    ),
)  # fmt: skip
"""Places made for people who act together; what else counts is the planner's choice."""
CANDIDATES: Final = (Chosen("citizen_centers"), Chosen("universities"), Chosen("vacant_shops"))


@dataclass(frozen=True, slots=True)
class Asked:
    """One complete question; equal questions on equal data have equal answers."""

    supply: tuple[Chosen, ...] = SUPPLY
    candidates: tuple[Chosen, ...] = CANDIDATES
    drawn: tuple[Drawn, ...] = ()
    filters: tuple[PropertyFilter, ...] = ()
    area: tuple[str, ...] = (NORTH,)
    minutes: float = 15.0
    mode: str = "walk"
    detour: float = RIGHT_ANGLES
    decay: str = "gaussian"
    weight: Weight = "count"
    step_m: float = 250.0
    by: str = CRITERIA[0]
    sure: bool = True

    @property
    def speed_km_h(self) -> float:
        """Speed over the ground of the chosen way of travelling."""
        return SPEEDS_KM_H[self.mode]

    def to_arguments(self) -> list[tuple[str, str]]:
        """Names and values that `parse_asked` reads back to an equal question."""
        return [
            *(("supply", str(each)) for each in self.supply),
            *(("candidates", str(each)) for each in self.candidates),
            *(("point", str(each)) for each in self.drawn),
            *(("filter", f"{each.name}={each}") for each in self.filters),
            *(("area", each) for each in self.area),
            ("minutes", f"{self.minutes:g}"),
            ("mode", self.mode),
            ("detour", f"{self.detour:g}"),
            ("decay", self.decay),
            ("weight", self.weight),
            ("step", f"{self.step_m:g}"),
            ("by", self.by),
            *(() if self.sure else (("sure", "no"),)),
        ]


USUAL: Final = Asked()
"""What is asked when nothing is chosen."""

NAMES: Final = (
    "supply", "candidates", "point", "filter", "area", "minutes", "mode", "detour", "decay",
    "weight", "step", "by", "sure", "f",
)  # fmt: skip


def parse_asked(arguments: Arguments) -> Asked:
    """The question in a request's arguments; what is missing is as in `Asked`.

    Raises BadParameter. Whether a district exists is known to the database alone.
    """
    supply = parse_chosen("supply", arguments.getlist("supply"))
    candidates = parse_chosen("candidates", arguments.getlist("candidates"))
    drawn = parse_drawn(arguments.getlist("point"))
    return Asked(
        supply=supply or SUPPLY,
        candidates=candidates or (() if drawn else CANDIDATES),
        drawn=drawn,
        filters=parse_filters(arguments.getlist("filter")),
        area=parse_area(arguments.getlist("area")),
        minutes=_number(arguments, "minutes", USUAL.minutes, LEAST_MINUTES, MOST_MINUTES),
        mode=_one_of(arguments, "mode", tuple(MODES)) or USUAL.mode,
        detour=_number(arguments, "detour", USUAL.detour, 1.0, 5.0),
        decay=_one_of(arguments, "decay", DECAYS) or USUAL.decay,
        weight=_weight(arguments),
        step_m=float(_one_of(arguments, "step", tuple(f"{s:g}" for s in STEPS)) or USUAL.step_m),
        by=_one_of(arguments, "by", CRITERIA) or USUAL.by,
        sure=_one_of(arguments, "sure", ("yes", "no")) != "no",
    )


def parse_chosen(name: str, texts: Iterable[str]) -> tuple[Chosen, ...]:
    """`layer` or `layer:kind,kind`, several at once; the same layer is put together."""
    kinds: dict[str, list[str]] = {}
    whole: set[str] = set()
    allowed = tuple(layer.id for layer in venue_layers())
    for text in texts:
        layer_id, _, named = clean_text(name, text, 1000).partition(":")
        if not layer_id:
            continue
        if layer_id not in allowed:
            raise not_among(name, allowed)
        if not named:
            whole.add(layer_id)
        kinds.setdefault(layer_id, []).extend(_kinds(name, layer_id, named))
    return tuple(
        Chosen(layer_id, () if layer_id in whole else tuple(dict.fromkeys(listed)))
        for layer_id, listed in kinds.items()
    )


def kinds_of(layer_id: str) -> tuple[str, ...]:
    """Kinds that a layer declares; none for a layer of one kind."""
    declared = [each for each in get_layer(layer_id).properties if each.name == "kind"]
    return allowed_values(declared[0]) if declared else ()


def _kinds(name: str, layer_id: str, named: str) -> list[str]:
    listed = [each.strip() for each in named.split(",") if each.strip()]
    allowed = kinds_of(layer_id)
    if not set(listed) <= set(allowed):
        raise not_among(name, [f"{layer_id}:{each}" for each in allowed] or [layer_id])
    return listed


def parse_drawn(texts: Iterable[str]) -> tuple[Drawn, ...]:
    """`lon,lat` or `lon,lat,name` in degrees."""
    allowed = gettext("Allowed: lon,lat or lon,lat,name in degrees, inside Japan.")
    drawn = []
    for text in texts:
        cleaned = clean_text("point", text, 200)
        if not cleaned:
            continue
        found = _POINT.fullmatch(cleaned)
        if not found:
            raise BadParameter("point", gettext("is not a point."), allowed)
        lon, lat = float(found[1]), float(found[2])
        if not (122 <= lon <= 154 and 20 <= lat <= 46):
            raise BadParameter("point", gettext("is out of range."), allowed)
        drawn.append(Drawn(lon, lat, (found[3] or "").strip()))
    if len(drawn) > MOST_POINTS:
        raise BadParameter(
            "point",
            gettext("names too many values."),
            gettext("Allowed: up to %(most)s values.", most=MOST_POINTS),
        )
    return tuple(drawn)


def parse_filters(texts: Iterable[str]) -> tuple[PropertyFilter, ...]:
    """`property=value` of properties that every venue has, such as `wheelchair=yes`."""
    declared = {each.name: each for each in VENUE_PROPERTIES if each.filterable}
    found = []
    for text in texts:
        name, _, value = clean_text("filter", text, 1000).partition("=")
        if not name:
            continue
        if name not in declared:
            raise not_among("filter", sorted(declared))
        found.append(parse_filter(declared[name], value, name="filter"))
    return tuple(each for each in found if each is not None)


def parse_area(texts: Iterable[str]) -> tuple[str, ...]:
    """`north`, `city`, or districts by id or Japanese name, by commas or repeated."""
    named = [part.strip() for text in texts for part in clean_text("area", text, 1000).split(",")]
    return tuple(dict.fromkeys(part for part in named if part)) or (NORTH,)


def _number(
    arguments: Arguments, name: str, default: float, minimum: float, maximum: float
) -> float:
    text = single(arguments, name)
    return default if text is None else parse_number(name, text, minimum, maximum)


def _one_of(arguments: Arguments, name: str, allowed: tuple[str, ...]) -> str | None:
    text = single(arguments, name)
    if text is not None and text not in allowed:
        raise not_among(name, allowed)
    return text


def _weight(arguments: Arguments) -> Weight:
    text = _one_of(arguments, "weight", WEIGHTS)
    return next((each for each in WEIGHTS if each == text), USUAL.weight)
