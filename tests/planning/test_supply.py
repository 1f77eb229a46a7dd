"""Supply: what is unknown is stated, what stands in two layers is one."""

import numpy as np
import pytest

from mapservice.planning.impedance.ground import Points
from mapservice.planning.supply import assume_capacity, same_venues


def test_unknown_capacity_is_the_median_of_its_kind_and_marked() -> None:
    result = assume_capacity(np.array([10.0, 30, np.nan, np.nan]), ["hall", "hall", "hall", "shop"])
    assert result.capacity.tolist() == [10, 30, 20, 20]
    assert result.assumed.tolist() == [False, False, True, True]
    assert "2 of 4" in result.statement


def test_no_known_capacity_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no capacity is known"):
        assume_capacity(np.array([np.nan]), ["hall"])


def test_one_place_in_two_layers_is_one_venue() -> None:
    # 0.0003 degrees of latitude are 33 m
    points = Points(np.full(4, 139.47), np.array([35.38, 35.3803, 35.38, 35.39]))
    names = ["見本ホール", "見本 ﾎｰﾙ", "別の見本", "見本ホール"]
    assert same_venues(points, names).tolist() == [0, 0, 1, 2]


def test_a_single_venue_is_itself() -> None:
    assert same_venues(Points(np.array([139.4]), np.array([35.3])), ["見本"]).tolist() == [0]
