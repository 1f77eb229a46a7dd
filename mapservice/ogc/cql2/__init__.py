"""CQL2 filters (OGC 21-065r2): text or JSON -> tree -> condition, within limits."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.sql.elements import ColumnElement

from mapservice.languages import gettext
from mapservice.ogc.collections import Collection
from mapservice.ogc.cql2.compilation import Compiler
from mapservice.ogc.cql2.json_encoding import parse_json
from mapservice.ogc.cql2.text import parse_text
from mapservice.ogc.cql2.tree import MAX_DEPTH, Node, NotCql2
from mapservice.ogc.reference_systems import ReferenceSystem
from mapservice.problems import BadParameter

MAX_BYTES: Final = 4096

LANGUAGES: Final[dict[str, Callable[[str], Node]]] = {
    "cql2-text": parse_text,
    "cql2-json": parse_json,
    # What GDAL before 3.10 calls the text encoding.
    "cql-text": parse_text,
}
# An operation of the JSON encoding opens two brackets, a geometry up to five.
_BRACKETS: Final = {"cql2-text": MAX_DEPTH, "cql-text": MAX_DEPTH, "cql2-json": 2 * MAX_DEPTH + 8}


def compile_filter(
    collection: Collection, text: str, language: str, system: ReferenceSystem
) -> ColumnElement[bool]:
    """The condition of a filter; BadParameter says what is wrong with it."""
    if len(text.encode()) > MAX_BYTES:
        raise _refusal(f"{MAX_BYTES} bytes")
    if _nesting(text) > _BRACKETS[language]:
        raise _refusal(f"{MAX_DEPTH} levels")
    try:
        return Compiler(collection, system).condition(LANGUAGES[language](text))
    except NotCql2 as error:
        raise _refusal(str(error)) from None


def _nesting(text: str) -> int:
    """The deepest nesting of brackets; those inside texts are counted as well."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _refusal(reason: str) -> BadParameter:
    return BadParameter(
        "filter",
        gettext("is not a filter that can be read: %(reason)s.", reason=reason),
        gettext("Allowed: %(values)s.", values=f"CQL2, <= {MAX_BYTES} B, <= {MAX_DEPTH}"),
    )
