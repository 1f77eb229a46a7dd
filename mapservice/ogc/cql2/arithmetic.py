"""Arithmetic of CQL2 (21-065r2, 7.11): exact decimals; dividing by zero is unknown."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Double, Numeric, cast, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

from mapservice.ogc.cql2.operands import Operand, Type
from mapservice.ogc.cql2.tree import NotCql2


def _divisor(number: Any) -> Any:
    return func.nullif(number, literal_column("0"))


def _power(base: Any, exponent: Any) -> Any:
    # In double precision: a decimal power may have a hundred thousand digits.
    return func.power(cast(base, Double), cast(exponent, Double))


OPERATIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a.op("/", return_type=Numeric())(_divisor(b)),
    "%": lambda a, b: func.mod(a, _divisor(b)),
    "div": lambda a, b: func.div(a, _divisor(b)),
    "^": _power,
}


def calculate(name: str, operands: list[Operand]) -> Operand:
    """The result of an operation; NotCql2 unless all operands are numbers."""
    if len(operands) < 2 or any(operand.type is not Type.NUMBER for operand in operands):
        raise NotCql2(f"{name} takes numbers")
    result: ColumnElement[Any] = cast(operands[0].sql, Numeric)
    for operand in operands[1:]:
        result = cast(OPERATIONS[name](result, cast(operand.sql, Numeric)), Numeric)
    return Operand(Type.NUMBER, result)
