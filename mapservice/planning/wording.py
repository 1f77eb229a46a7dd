"""Words for what an assessment found, in the request's language."""

import math
from collections.abc import Mapping
from typing import Any

from mapservice.languages import get_language, gettext
from mapservice.planning.assessment.access import AREA, CITY, REST
from mapservice.planning.assessment.cautions import Caution
from mapservice.planning.assessment.inputs import VenueFact
from mapservice.planning.assessment.run import Assessment


def whole(value: float) -> str:
    """People: to one person, with separators; — for what does not exist."""
    return f"{value:,.0f}" if math.isfinite(value) else "—"


def minutes(value: float) -> str:
    """Minutes to a tenth; — for nobody, ∞ for the unreachable."""
    if math.isnan(value):
        return "—"
    return "∞" if value == float("inf") else f"{value:.1f}"


def percent(value: float) -> str:
    """A share 0..1 as per cent to a tenth."""
    return "—" if math.isnan(value) else f"{value * 100:.1f} %"


def figure(value: float) -> str:
    """A coefficient to three decimals; ∞ and — as minutes have them."""
    return f"{value:.3f}" if math.isfinite(value) else minutes(value)


def name_of(fact: VenueFact) -> str:
    """The venue's name as the language has it."""
    return fact.name_en or fact.name_ja if get_language() == "en" else fact.name_ja


def criterion(name: str) -> str:
    """What a criterion orders by."""
    return {
        "newly_within": gettext("People newly within reach"),
        "newly_within_older": gettext("People of 65 and more newly within reach"),
        "people_within": gettext("People within reach"),
        "minutes_saved": gettext("Minutes saved, all people together"),
        "worst_tenth_gain": gettext("Gain of the worst-served tenth (E2SFCA)"),
    }[name]


def mode(name: str) -> str:
    """A way of travelling."""
    return {
        "walk": gettext("On foot"),
        "cycle": gettext("By bicycle"),
        "car": gettext("By car"),
    }[name]


def decay(name: str) -> str:
    """A curve by which distance weighs."""
    return {
        "gaussian": gettext("Smooth fall to zero (Gaussian)"),
        "binary": gettext("All or nothing"),
        "continuous": gettext("Straight fall in two parts"),
    }[name]


def weight(name: str) -> str:
    """What a venue counts for."""
    return {
        "count": gettext("Each place counts as one"),
        "capacity": gettext("By seats"),
        "hours": gettext("By opening hours a week"),
    }[name]


def band(name: str) -> str:
    """An age band."""
    return gettext("Age %(band)s", band=name)


def factor(name: str) -> str:
    """An assumption that was varied."""
    return {
        "threshold_minutes": gettext("Minutes"),
        "decay": gettext("How distance weighs"),
        "detour": gettext("Detour factor"),
        "speed_km_h": gettext("Speed"),
        "demand": gettext("Mesh of people"),
        "without": gettext("One uncertain place left out"),
        "uncertain points": gettext("Uncertain points moved"),
    }[name]


def group(assessment: Assessment, name: str) -> str:
    """A whole or a district, by its name in the index of `Access.groups`."""
    if name == AREA:
        return area(assessment)
    if name == REST:
        return gettext("The other districts")
    if name == CITY:
        return gettext("The whole city")
    return district(assessment, name)


def area(assessment: Assessment) -> str:
    """The area that was asked about."""
    inputs, asked = assessment.inputs, assessment.asked.area
    if len(assessment.districts) == len(inputs.districts):
        return gettext("The whole city")
    if asked == ("north",):
        return gettext("Northern districts")
    return gettext(", ").join(district(assessment, name) for name in assessment.districts)


def district(assessment: Assessment, name: str) -> str:
    """A district's name as the language has it."""
    known = {each.name_ja: each for each in assessment.inputs.districts}
    found = known.get(name)
    if found is None:
        return name
    return found.name_en or name if get_language() == "en" else name


def _people(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: percent(value) if key == "share" else whole(value) if key == "people" else str(value)
        for key, value in values.items()
    }


def caution(assessment: Assessment, found: Caution) -> str:
    """The sentence for a caution; the places it concerns are listed by the caller."""
    values = _people(found.values)
    if "districts" in found.values:
        names = [district(assessment, each) for each in found.values["districts"]]
        values["districts"] = gettext(", ").join(names)
    return _sentences()[found.code] % values


def _sentences() -> dict[str, str]:
    return {
        "missing_point": gettext(
            "%(count)s existing places have no point on the map, so they are missing from every"
            " figure. Please enter their addresses:"
        ),
        "no_supply": gettext("No existing place with a point was chosen: nobody is served."),
        "also_candidate": gettext(
            "%(count)s places were chosen both as existing and as candidates; they count as"
            " candidates only:"
        ),
        "counted_once": gettext(
            "%(count)s entries are the same place as another entry and count once:"
        ),
        "rough_points": gettext(
            "%(count)s of %(all)s existing places stand on the point of their town, up to 1 km off:"
        ),
        "unknown_capacity": gettext(
            "No place's seats are known, so each of the %(all)s places counts as one."
        ),
        "unknown_hours": gettext(
            "No place's opening hours are known, so each of the %(all)s places counts as one."
        ),
        "assumed_capacity": gettext(
            "The seats of %(count)s of %(all)s places are unknown; the median of the same kind is"
            " assumed."
        ),
        "assumed_hours": gettext(
            "The opening hours of %(count)s of %(all)s places are unknown; the median of the same"
            " kind is assumed."
        ),
        "capacity_unknown": gettext(
            "The seats of %(count)s of %(all)s places are unknown, so every place counts as one."
        ),
        "people_estimated": gettext(
            "Where people live is an estimate: district totals of %(as_of)s, spread over the"
            " districts' towns by area."
        ),
        "areas_approximate": gettext(
            "Areas of towns and districts are approximate: drawn around points of towns. Figures"
            " can change much with real outlines: import them before deciding."
        ),
        "border": gettext(
            "%(people)s people (%(share)s) live so near the border that places in neighbouring"
            " cities, which are missing here, may serve them."
        ),
        "far_corner": gettext(
            "In %(districts)s the average is within the limit, but the farthest corner is not."
        ),
        "unreached": gettext("%(people)s people reach no place at all."),
        "off_network": gettext("%(people)s people live too far from any street of the file."),
        "sureness_over_ground": gettext(
            "How sure the ranking is was tried with distance on the ground, not over streets."
        ),
        "straight_line": gettext(
            "Distances are straight lines times %(factor)s: railways, rivers and golf courses that"
            " lie between are not seen."
        ),
        "no_candidates": gettext("No candidate stands in the area."),
        "missing_candidate": gettext("%(count)s candidates have no point and are not compared:"),
        "rough_candidates": gettext(
            "%(count)s candidates stand on the point of their town, up to 1 km off:"
        ),
        "samples": gettext("%(count)s candidates are samples and do not exist:"),
        "criteria_disagree": gettext(
            "The criteria name %(count)s different candidates as the first: see the ranks."
        ),
        "mesh_matters": gettext(
            "With people on another mesh (250 m or 500 m) another candidate comes first."
        ),
    }
