"""The workbench's form: every choice, and which are made."""

from dataclasses import dataclass

from layers import get_layer, venue_layers
from mapservice.languages import gettext, localize
from mapservice.planning import wording
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.impedance.roads.rules import MODES
from mapservice.planning.parameters import (
    CITY,
    CRITERIA,
    DECAYS,
    NORTH,
    STEPS,
    WEIGHTS,
    Chosen,
    kinds_of,
)


@dataclass(frozen=True, slots=True)
class Option:
    """A box to tick or an entry of a list."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Form:
    """Everything the form offers."""

    areas: tuple[Option, ...]
    districts: tuple[Option, ...]
    supply: tuple[Option, ...]
    candidates: tuple[Option, ...]
    points: tuple[str, ...]
    selects: tuple[tuple[str, str, tuple[Option, ...]], ...]  # name, title, options


def form_of(assessment: Assessment) -> Form:
    """The form with the choices of the question that was answered."""
    asked = assessment.asked
    selects = (
        ("mode", gettext("How people travel"), MODES, wording.mode, asked.mode),
        ("decay", gettext("How distance weighs"), DECAYS, wording.decay, asked.decay),
        ("weight", gettext("What a place counts for"), WEIGHTS, wording.weight, asked.weight),
        ("by", gettext("Order candidates by"), CRITERIA, wording.criterion, asked.by),
    )
    steps = tuple(Option(f"{step:g}", f"{step:g} m", step == asked.step_m) for step in STEPS)
    return Form(
        areas=(
            Option(NORTH, gettext("Northern districts"), NORTH in asked.area),
            Option(CITY, gettext("The whole city"), CITY in asked.area),
        ),
        districts=tuple(
            Option(
                each.id,
                wording.district(assessment, each.name_ja),
                each.id in asked.area or each.name_ja in asked.area,
            )
            for each in assessment.inputs.districts
        ),
        supply=_layers(asked.supply),
        candidates=_layers(asked.candidates),
        points=tuple(str(each) for each in asked.drawn),
        selects=(
            *(
                (name, title, tuple(Option(each, say(each), each == now) for each in values))
                for name, title, values, say, now in selects
            ),
            ("step", gettext("Mesh of people"), steps),
        ),
    )


def _layers(chosen: tuple[Chosen, ...]) -> tuple[Option, ...]:
    """A box for each layer of one kind, and for each kind of the others."""
    by_layer = {each.layer: each for each in chosen}
    options = []
    for layer in venue_layers():
        kinds = kinds_of(layer.id)
        now = by_layer.get(layer.id)
        if not kinds:
            options.append(Option(layer.id, localize(layer.title), now is not None))
        for kind in kinds:
            title = localize(get_layer(layer.id)["kind"].title_of(kind))
            made = now is not None and (not now.kinds or kind in now.kinds)
            options.append(Option(f"{layer.id}:{kind}", title, made))
    return tuple(options)
