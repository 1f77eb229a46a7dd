"""Census files as they come: cp932, two header rows, suppressed cells."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapservice.planning.demand.estat import read_estat, report_suppression, share_merged

# Sample figures, not a census: three 500 m cells, the second suppressed into the first.
MESH = """KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001141001,T001141019
,秘匿処理,秘匿先情報,合算地域,人口（総数）,　６５歳以上人口
533903991,1,,533903992,120,30
533903992,2,533903991,,*,*
533903993,0,,,"1,000",-
533903994,2,999999999,,*,*
"""
SMALL_AREAS = """KEY_CODE,HYOSYO,CITYNAME,NAME,HTKSYORI,HTKSAKI,GASSAN,T001082001
,,,,,,,総数
14205,1,見本市,,0,,,300
142050010,2,見本市,見本髙﨑町①,0,,,300
14205001001,4,見本市,見本町一丁目,0,,,100
14205001002,4,見本市,見本町二丁目,0,,,200
"""


def test_cp932_with_two_header_rows_is_read_with_labels() -> None:
    table = read_estat(MESH.encode("cp932"))
    assert table.key == ("533903991", "533903992", "533903993", "533903994")
    assert table.labels["T001141001"] == "人口（総数）"
    assert table.counts["T001141001"].tolist()[::2] == [120, 1000]
    assert table.counts["T001141019"].tolist()[2] == 0


def test_suppressed_cells_are_no_zeros_and_are_reported() -> None:
    table = read_estat(MESH.encode("cp932"))
    assert np.isnan(table.counts["T001141001"].to_numpy()[[1, 3]]).all()
    report = report_suppression(table)
    assert (report.rows, report.suppressed, report.merged, report.lost) == (4, 2, 1, 1)


def test_merged_people_are_shared_and_none_is_lost_or_made() -> None:
    table = read_estat(MESH.encode("cp932"))
    assert share_merged(table, "T001141001").tolist() == [60, 60, 1000, 0]


def test_names_beyond_plain_shift_jis_survive() -> None:
    assert read_estat(SMALL_AREAS.encode("cp932")).name[1] == "見本髙﨑町①"


def test_sums_of_a_city_and_a_town_are_not_counted_beside_their_blocks() -> None:
    table = read_estat(SMALL_AREAS.encode("cp932"))
    leaves = table.leaves()
    assert leaves.tolist() == [False, False, True, True]
    assert table.counts["T001082001"][leaves].sum() == 300


def test_a_file_saved_again_as_utf8_reads_the_same() -> None:
    first, second = read_estat(MESH.encode("cp932")), read_estat(MESH.encode("utf-8-sig"))
    pd.testing.assert_frame_equal(first.counts, second.counts)
    assert first.labels == second.labels


def test_a_file_without_the_label_row_is_read_too() -> None:
    table = read_estat(b"KEY_CODE,T1\n53390399,5\n")
    assert table.counts["T1"].tolist() == [5]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "KEY_CODE"),
        (b"a,b\n1,2\n", "KEY_CODE"),
        (b"KEY_CODE,T1\n53390399,many\n", "'many' is not a number"),
        (b"KEY_CODE,T1\n53390399,-5\n", "negative"),
        (b"KEY_CODE,T1\n53390399,1e999\n", "infinite"),
        (b"KEY_CODE,T1\n53390399\n", "1 cells"),
        (b"KEY_CODE,T1\n53390399,1\n53390399,1\n", "twice"),
        (b"KEY_CODE,T1\n53390399,\0\n", "NUL"),
        (b"KEY_CODE,T1\n53390399,1\n5339x,1\n", "digits"),
        (b"KEY_CODE\x81\x20", "neither"),
        (b"KEY_CODE,T1\n5," + b"9" * 200_000 + b"\n", "CSV"),
    ],
)
def test_what_is_no_census_table_is_refused_with_the_reason(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_estat(content)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_table_or_a_reason(content: bytes) -> None:
    whole = b"KEY_CODE,T1\n" + content
    try:
        table = read_estat(whole)
    except ValueError:
        # Whatever is wrong is said as a ValueError: any other exception fails this test.
        with pytest.raises(ValueError, match=r"\w"):
            read_estat(whole)
    else:
        assert len(table.key) == len(table.counts)
