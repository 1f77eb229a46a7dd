"""Array types the planning folder shares, and the checks at its edge."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Indices: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]


def check_amounts(name: str, values: Floats, size: int) -> Floats:
    """`values` as float64 of shape (size,); ValueError unless finite and not negative.

    An unknown amount is not zero: fill it by `supply.assume_capacity`, which says what it
    assumed, before it enters a measure.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if amounts.shape != (size,):
        raise ValueError(f"{name}: expected shape ({size},), got {amounts.shape}")
    if not np.isfinite(amounts).all():
        raise ValueError(f"{name}: {int((~np.isfinite(amounts)).sum())} values are not finite")
    if (amounts < 0).any():
        raise ValueError(f"{name}: {int((amounts < 0).sum())} values are negative")
    return amounts


def divide_or(numerator: Floats, denominator: Floats, otherwise: float) -> Floats:
    """Elementwise quotient; `otherwise` where the denominator is not positive."""
    result = np.full(np.broadcast(numerator, denominator).shape, otherwise, dtype=np.float64)
    return np.divide(numerator, denominator, out=result, where=denominator > 0)


def sum_by(group: Ints | Indices, amounts: Floats, groups: int) -> Floats:
    """Sum of `amounts` (n,) in each of `groups` numbered by `group` (n,), shape (groups,)."""
    return np.bincount(group, weights=amounts, minlength=groups).astype(np.float64, copy=False)
