"""What hills do to walking."""

import numpy as np

from mapservice.planning.arrays import Floats


def tobler(grade: Floats) -> Floats:
    """Walking speed on `grade` (rise / run, uphill positive) over that on flat ground.

    Tobler 1993, NCGIA report 93-1: 6 exp(-3.5 |grade + 0.05|) km/h, divided by its value at
    grade 0 so that the mode keeps its own speed there. Fastest gently downhill.
    """
    return np.exp(-3.5 * (np.abs(grade + 0.05) - 0.05))
