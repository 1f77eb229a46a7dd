"""Tables by district and age band: the parts add up, and no one hides in a mean."""

import numpy as np
import pandas as pd
import pytest

from mapservice.planning.measures.groups import nearest_by_group

MINUTES = np.array([5.0, 25.0, 15.0, np.inf])
BANDS = pd.DataFrame({"0-64": [80.0, 10.0, 50.0, 7.0], "65+": [20.0, 30.0, 50.0, 3.0]})
AREA = ["north", "north", "south", "south"]


def test_districts_and_bands_by_hand() -> None:
    table = nearest_by_group(MINUTES, BANDS, AREA, [15, 30]).set_index(["area", "band"])
    older = table.xs(("north", "65+")).to_dict()
    assert older["people"] == 50
    assert older["mean_minutes"] == pytest.approx((5 * 20 + 25 * 30) / 50)
    assert older["worst_minutes"] == 25
    assert older["share_within_15"] == pytest.approx(0.4)
    assert older["beyond_15"] == 30
    assert older["share_within_30"] == 1
    assert table.xs(("south", "0-64")).to_dict()["unreached_people"] == 7


def test_within_and_beyond_of_all_rows_are_everyone() -> None:
    table = nearest_by_group(MINUTES, BANDS, AREA, [15])
    within = (table["share_within_15"] * table["people"]).sum()
    assert within + table["beyond_15"].sum() == pytest.approx(BANDS.to_numpy().sum())


def test_neighbours_have_no_row() -> None:
    inside = np.array([True, True, False, False])
    table = nearest_by_group(MINUTES, BANDS, AREA, [15], inside)
    assert set(table["area"]) == {"north"}
    assert table["people"].sum() == 140
