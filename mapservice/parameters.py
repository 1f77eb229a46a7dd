"""What every subject's parameters are made of: one value of a request each, or BadParameter.

Nothing here reads the request; `single` and `several` take its arguments as a mapping.
"""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from werkzeug.datastructures import MultiDict

from mapservice.languages import gettext
from mapservice.problems import BadParameter

LONGEST_VALUE: Final = 100
LARGEST_NUMBER: Final = 2**31 - 1
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Arguments = MultiDict[str, str]


def refuse_unknown(arguments: Arguments, known: Collection[str]) -> None:
    """Raise BadParameter for a name that means nothing here: a misspelt filter must not pass."""
    for name in arguments:
        if name not in known:
            raise BadParameter(
                clean_name(name),
                gettext("is not a parameter here."),
                gettext("Allowed: %(values)s.", values=", ".join(sorted(known))),
            )


def clean_name(name: str) -> str:
    """A parameter's name as it may be repeated in an answer."""
    return re.sub(r"[^\w.:-]", "?", name, flags=re.ASCII)[:50]


def single(arguments: Arguments, name: str) -> str | None:
    """The one value of a parameter; None when missing or empty. Raises BadParameter if repeated."""
    values = arguments.getlist(name)
    if len(values) > 1:
        raise BadParameter(
            name, gettext("is given more than once."), gettext("Allowed: one value.")
        )
    return values[0] if values and values[0].strip() else None


def required(arguments: Arguments, name: str, allowed: str) -> str:
    """The one value of a parameter that must be there."""
    value = single(arguments, name)
    if value is None:
        raise BadParameter(name, gettext("is missing."), allowed)
    return value


def clean_text(name: str, text: str, longest: int = LONGEST_VALUE) -> str:
    """The text without outer space. Raises BadParameter for what a database cannot hold."""
    if "\x00" in text or _SURROGATE.search(text):
        raise BadParameter(
            name, gettext("holds characters that are no text."), gettext("Allowed: Unicode text.")
        )
    if len(text) > longest:
        raise BadParameter(
            name,
            gettext("is too long."),
            gettext("Allowed: up to %(most)s characters.", most=longest),
        )
    return text.strip()


def parse_number(
    name: str, text: str, minimum: float, maximum: float, *, whole: bool = False
) -> float:
    """A decimal number within bounds; full-width digits count. Raises BadParameter."""
    bounds = {"minimum": f"{minimum:g}", "maximum": f"{maximum:g}"}
    if whole:
        problem = gettext("is not a whole number.")
        allowed = gettext("Allowed: a whole number from %(minimum)s to %(maximum)s.", **bounds)
    else:
        problem = gettext("is not a number.")
        allowed = gettext("Allowed: a number from %(minimum)s to %(maximum)s.", **bounds)
    plain = unicodedata.normalize("NFKC", clean_text(name, text)).strip()
    if not re.fullmatch(r"[+-]?\d{1,15}" + ("" if whole else r"(\.\d{1,20})?"), plain, re.ASCII):
        raise BadParameter(name, problem, allowed)
    number = int(plain) if whole else float(plain)
    if not minimum <= number <= maximum or not math.isfinite(number):
        raise BadParameter(name, gettext("is out of range."), allowed)
    return number


def not_among(name: str, allowed: Iterable[str]) -> BadParameter:
    """The error for a value that is none of the allowed ones."""
    return BadParameter(
        name,
        gettext("is not one of its values."),
        gettext("Allowed: %(values)s.", values=", ".join(allowed)),
    )
