"""What a process computes: inputs of a program -> outputs as JSON (OGC API - Processes)."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from mapservice.languages import gettext
from mapservice.parameters import not_among, parse_number, refuse_unknown
from mapservice.planning.assessment.access import AREA, CITY, REST
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.assessment.siting import PROBLEMS, choose_sites
from mapservice.planning.parameters import NAMES, Asked, parse_asked
from mapservice.planning.siting.clock import Limit
from mapservice.planning.siting.rules import SitingError
from mapservice.planning.siting.solution import Solution
from mapservice.planning.wording import caution
from mapservice.planning.workbench import find_answer
from mapservice.problems import BadParameter

Json = dict[str, Any]
SECONDS: Final = 10.0
"""A program waits this long for a proof; then it gets the best answer and its bound."""
MOST_NEW: Final = 20


def parse_inputs(inputs: Mapping[str, Any], known: tuple[str, ...]) -> MultiDict[str, str]:
    """JSON values as a request's arguments: texts, numbers, and lists of both."""
    arguments: MultiDict[str, str] = MultiDict()
    for name, value in inputs.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, bool) or not isinstance(each, str | int | float):
                raise BadParameter(
                    str(name)[:50],
                    gettext("is not one of its values."),
                    gettext("Allowed: a text, a number, or a list of them."),
                )
            arguments.add(name, each if isinstance(each, str) else f"{each:.12g}")
    refuse_unknown(arguments, known)
    return arguments


def gap_analysis(inputs: Mapping[str, Any]) -> Json:
    """Access, gap, districts, candidates and cautions of one question."""
    arguments = parse_inputs(inputs, QUESTION)
    return {"assessment": describe_gap(find_answer(_asked(arguments)))}


def siting(inputs: Mapping[str, Any]) -> Json:
    """The best `new` candidates together, with the proof."""
    arguments = parse_inputs(inputs, (*QUESTION, "problem", "new"))
    problem = arguments.poplist("problem")[:1] or ["p-median"]
    if problem[0] not in PROBLEMS:
        raise not_among("problem", PROBLEMS)
    new = int(parse_number("new", (arguments.poplist("new") or ["1"])[0], 1, MOST_NEW, whole=True))
    assessment = find_answer(_asked(arguments))
    try:
        solution = choose_sites(assessment, problem[0], new, Limit(seconds=SECONDS))
    except SitingError as error:
        raise BadParameter("new", str(error), gettext("Allowed: fewer new places.")) from error
    return {"solution": describe_solution(assessment, solution)}


EXECUTE: Final[Mapping[str, Callable[[Mapping[str, Any]], Json]]] = {
    "gap-analysis": gap_analysis,
    "siting": siting,
}
QUESTION: Final = tuple(name for name in NAMES if name not in {"f", "sure"})


def _asked(arguments: MultiDict[str, str]) -> Asked:
    arguments["sure"] = "no"
    return parse_asked(arguments)


def describe_gap(assessment: Assessment) -> Json:
    """Plain names and numbers; what is infinite or does not exist is null."""
    access, sites = assessment.access, assessment.stock.candidates
    known = (AREA, REST, CITY, *dict.fromkeys(assessment.demand.area))
    return {
        "data_date": assessment.as_of,
        "method": assessment.travel.method,
        "people_method": assessment.demand.provenance.method,
        "revisions": dict(assessment.inputs.revisions),
        "groups": [
            {"area": area, "band": band, **_numbers(row)}
            for (area, band), row in access.rows.items()
            if area in known
        ],
        "candidates": [
            {
                "layer": sites.facts[number].layer,
                "id": sites.facts[number].id,
                "name": sites.facts[number].name_ja,
                "sample": sites.facts[number].sample,
                "coordinates": [sites.facts[number].lon, sites.facts[number].lat],
                **_numbers(row),
            }
            for number, row in assessment.comparison.rows
        ],
        "cautions": [
            {
                "code": each.code,
                "text": caution(assessment, each),
                "places": [place.name_ja for place in each.places],
            }
            for each in assessment.cautions
        ],
    }


def describe_solution(assessment: Assessment, solution: Solution) -> Json:
    """Objective, bound, gap, status, and the new places by name."""
    existing = len(assessment.stock.existing)
    facts = assessment.stock.candidates.facts
    chosen = [facts[column - existing] for column in solution.new_sites]
    return {
        "problem": solution.problem,
        "outcome": solution.outcome.value,
        "status": solution.status(),
        **_numbers(
            {"objective": solution.objective, "bound": solution.bound, "gap": solution.gap}
        ),
        "new": [
            {"layer": fact.layer, "id": fact.id, "name": fact.name_ja, "sample": fact.sample,
             "coordinates": [fact.lon, fact.lat]}
            for fact in chosen
        ],
        "data_date": assessment.as_of,
        "method": assessment.travel.method,
    }  # fmt: skip


def _numbers(row: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in row.items()}
