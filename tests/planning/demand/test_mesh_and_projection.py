"""Mesh codes become cells, cells become points, and nobody is lost between."""

import json

import numpy as np
import pandas as pd
import pytest

from mapservice.planning.demand.mesh import mesh_cells, mesh_demand
from mapservice.planning.demand.points import Provenance
from mapservice.planning.demand.projection import projected_demand, years_of

SAMPLE = Provenance("2020", "sample", "sample", estimate=False)


def test_cells_by_hand() -> None:
    # 5339 -> 53 / 1.5 = 35 deg 20 min, 139 deg; 35 -> + 3 x 5 min, + 5 x 7.5 min;
    # 99 -> + 9 x 30 s, + 9 x 45 s
    cell = mesh_cells(["53393599"])
    assert cell.size_m == 1000
    assert cell.south[0] == pytest.approx(53 / 1.5 + 3 / 12 + 9 / 120)
    assert cell.west[0] == pytest.approx(139 + 5 / 8 + 9 / 80)
    assert cell.north[0] - cell.south[0] == pytest.approx(1 / 120)
    assert cell.east[0] - cell.west[0] == pytest.approx(1 / 80)


@pytest.mark.parametrize(("length", "size_m"), [(9, 500), (10, 250)])
def test_quarters_tile_their_parent(length: int, size_m: int) -> None:
    parent = "53393599"[: length - 1].ljust(length - 1, "1")
    cells, whole = mesh_cells([parent + digit for digit in "1234"]), mesh_cells([parent])
    assert cells.size_m == size_m
    area = (cells.east - cells.west) * (cells.north - cells.south)
    assert area.sum() == pytest.approx(
        (whole.east - whole.west)[0] * (whole.north - whole.south)[0]
    )
    assert (cells.west.min(), cells.north.max()) == pytest.approx((whole.west[0], whole.north[0]))
    # 1 is south-west, 2 south-east, 3 north-west
    assert cells.west[1] > cells.west[0]
    assert cells.south[2] > cells.south[0]


@pytest.mark.parametrize(
    "codes",
    [[], ["5339"], ["53393599", "533935991"], ["53398599"], ["533935995"], ["99999999"],
     ["5339359９"], ["abcdefgh"]],
)  # fmt: skip
def test_what_is_no_code_is_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match="code"):
        mesh_cells(codes)


def test_people_of_a_kilometre_cell_do_not_stand_at_its_centre() -> None:
    people = pd.DataFrame({"0-64": [160.0], "65+": [16.0]})
    demand = mesh_demand(["53393599"], people, SAMPLE)
    cell = mesh_cells(["53393599"])
    assert len(demand.points) == 16
    assert demand.people.sum().tolist() == [160, 16]
    assert demand.total.tolist() == [11] * 16
    assert demand.points.lon.mean() == pytest.approx((cell.west + cell.east)[0] / 2)
    assert demand.points.lon.min() == pytest.approx((cell.west + (cell.east - cell.west) / 8)[0])


def test_a_quarter_cell_stays_one_point() -> None:
    demand = mesh_demand(["5339359911"], pd.DataFrame({"all": [7.0]}), SAMPLE)
    assert demand.of(["all"]).tolist() == [7]
    assert demand.radius_m.tolist() == [125]


def projection() -> pd.DataFrame:
    """Sample attributes as GeoJSON gives them; the second cell is unknown in 2030."""
    rows = json.loads("""[
      {"MESH_ID": 5339359911, "PTN_2020": 90, "PT00_2030": 100.5, "PTA_2030": 10,
       "PTB_2030": 50, "PTC_2030": 40.5, "PTD_2030": 20.5},
      {"MESH_ID": 5339359912, "PTN_2020": 80, "PT00_2030": -9999, "PTA_2030": -9999,
       "PTB_2030": -9999, "PTC_2030": -9999, "PTD_2030": -9999}]""")
    return pd.DataFrame(rows)


def test_projection_of_a_year_by_age_band() -> None:
    demand, unknown = projected_demand(projection(), 2030)
    assert demand.people.iloc[0].to_dict() == {"0-14": 10, "15-64": 50, "65-74": 20, "75+": 20.5}
    assert unknown == 1
    assert demand.area == ("5339359911",)
    assert demand.provenance.as_of == "2030"


def test_a_year_without_ages_is_one_band() -> None:
    demand, unknown = projected_demand(projection(), 2020)
    assert demand.people["all"].tolist() == [90, 80]
    assert unknown == 0


def test_a_year_the_table_lacks_is_refused_with_those_it_has() -> None:
    assert years_of(projection()) == (2020, 2030)
    with pytest.raises(ValueError, match=r"\(2020, 2030\)"):
        projected_demand(projection(), 2050)


def test_codes_that_a_spreadsheet_made_numbers_are_read() -> None:
    table = projection()
    table["MESH_ID"] = table["MESH_ID"].astype(np.float64)
    assert projected_demand(table, 2020)[0].area == ("5339359911", "5339359912")
