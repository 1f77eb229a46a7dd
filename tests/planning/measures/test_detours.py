"""A barrier between people and a venue shows as a detour no factor explains."""

import numpy as np
import pytest

from mapservice.planning.measures.detours import compare_detours


def test_a_railway_between_people_and_venue_is_pointed_out() -> None:
    street, ground = np.array([13.0, 30.0, np.inf, 0.0]), np.array([10.0, 10.0, 10.0, 0.0])
    report = compare_detours(street, ground, np.array([100.0, 20.0, 5.0, 1.0]))
    assert report.barred.tolist() == [False, True, True, False]
    assert report.people_barred == 25
    assert report.median == pytest.approx(1.3)
    assert np.isnan(report.ratio[3])
