"""Small areas reach the ground without counting anyone twice or losing them in silence."""

import numpy as np
import pytest
import shapely

from mapservice.planning.demand.estat import read_estat
from mapservice.planning.demand.points import Provenance
from mapservice.planning.demand.small_areas import place_small_areas

SAMPLE = Provenance("2020", "sample", "sample", estimate=True)
# Sample figures: a town of three blocks, the last suppressed into the second.
TABLE = read_estat(
    """KEY_CODE,HYOSYO,CITYNAME,NAME,HTKSYORI,HTKSAKI,GASSAN,T1,T2,T3
,,,,,,,0～14歳,15～64歳,65歳以上
142050010,2,見本市,見本町,0,,,30,60,10
14205001001,4,見本市,一丁目,0,,,10,20,4
14205001002,4,見本市,二丁目,1,,14205001003,20,40,6
14205001003,4,見本市,三丁目,2,14205001002,,*,*,*
""".encode("cp932")
)
BANDS = {"0-64": ["T1", "T2"], "65+": ["T3"]}
FIRST, SECOND = shapely.box(139.45, 35.38, 139.46, 35.39), shapely.box(139.46, 35.38, 139.47, 35.39)


def test_blocks_are_spread_inside_and_the_towns_sum_is_left_out() -> None:
    areas = {"14205001001": FIRST, "14205001002": SECOND, "14205001003": SECOND}
    demand, report = place_small_areas(TABLE, BANDS, areas, SAMPLE)
    assert report.people == 100
    assert report.placed == pytest.approx(100)
    assert demand.people.sum().tolist() == [pytest.approx(90), pytest.approx(10)]
    first = np.array(demand.area) == "14205001001"
    assert demand.total[first].sum() == pytest.approx(34)
    assert shapely.contains_xy(FIRST, demand.points.lon[first], demand.points.lat[first]).all()
    assert len(demand.points) > 200


def test_people_without_a_boundary_are_named() -> None:
    demand, report = place_small_areas(TABLE, BANDS, {"14205001001": FIRST}, SAMPLE)
    assert report.without_boundary == ("14205001002", "14205001003")
    assert report.people == 100
    assert report.placed == pytest.approx(34)
    assert demand.total.sum() == pytest.approx(34)


def test_boundaries_of_another_city_are_refused() -> None:
    with pytest.raises(ValueError, match="no boundary"):
        place_small_areas(TABLE, BANDS, {"13101001001": FIRST}, SAMPLE)
