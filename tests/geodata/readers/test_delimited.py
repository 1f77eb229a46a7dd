"""Text files: every usual encoding is recognised, every fault names its line."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.notes import Unreadable
from geodata.readers.delimited import decode, read_delimited
from geodata.readers.limits import Limits

WINDOWS = "名称,備考\r\n髙﨑～㈱①,はしごだか\r\n"

# Characters that cp932 writes as their twins: 〜 comes back as ～.
TWINS = "¢£¬‖−〜"
CELL = st.text(
    st.characters(codec="cp932", exclude_categories=["Cc", "Co", "Cs"], exclude_characters=TWINS),
    min_size=1,
    max_size=12,
).filter(lambda text: bool(text.strip()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_windows_characters_survive_every_encoding(encoding: str) -> None:
    table = read_delimited(WINDOWS.encode(encoding), "a.csv")
    assert table.columns == ("名称", "備考")
    assert table.rows == ({"名称": "髙﨑～㈱①", "備考": "はしごだか"},)
    assert table.source.encoding == encoding


def test_cells_may_hold_line_breaks_and_lines_are_still_counted() -> None:
    table = read_delimited(b'a,b\n"1\n2",3\n\n4,5\n', "a.csv")
    assert [row["a"] for row in table.rows] == ["1\n2", "4"]
    assert table.lines == (2, 5)


def test_tabs_part_a_tsv_even_where_names_hold_commas() -> None:
    table = read_delimited("名称\tスロープ、エレベータ, 他\nA\t○\n".encode(), "a.tsv")
    assert table.columns == ("名称", "スロープ、エレベータ, 他")
    assert table.source.driver == "TSV"


def test_short_rows_are_filled_and_empty_cells_are_none() -> None:
    table = read_delimited("a,b,c\n1\n　, ,3\n".encode(), "a.csv")
    assert table.rows[0] == {"a": "1", "b": None, "c": None}
    assert table.rows[1] == {"a": None, "b": None, "c": "3"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,b\n1,2\n\xff\xfe\xff,3\n", "line 3"),
        ("名称\n".encode("cp932") + b"ok\n\x81\n", "line 3"),
        (b"a,b\n1,2,3\n", "line 2 has 3 cells"),
        (b'a\n"x"y\n', "line 2"),
        (b'a\n1\n"x', "line 3"),
        (b"a\n1\n\x00\n", "line 3"),
        (b"a,a\n1,2\n", "more than once"),
        (b"", "empty"),
        (b"\n\n", "empty"),
    ],
)
def test_faults_are_refused_and_named(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_delimited(data, "a.csv")


def test_limits_of_rows_columns_and_cells_hold() -> None:
    limits = Limits(rows=2, columns=2, cell_characters=5)
    for data in (b"a\n1\n2\n3\n", b"a,b,c\n1,2,3\n", b"a\n123456\n"):
        with pytest.raises(Unreadable):
            read_delimited(data, "a.csv", limits)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_reason(data: bytes) -> None:
    try:
        table = read_delimited(data, "a.csv")
    except Unreadable:
        return
    assert all(set(row) == set(table.columns) for row in table.rows)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932"]),
)
def test_what_csv_writes_is_read_back(rows: list[list[str]], encoding: str) -> None:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([["甲", "乙", "丙"], *rows])
    table = read_delimited(target.getvalue().encode(encoding), "a.csv")
    assert [list(row.values()) for row in table.rows] == rows


@given(st.lists(CELL).map("".join))
def test_utf8_is_never_taken_for_cp932(text: str) -> None:
    assert decode(text.encode("utf-8"))[0].lstrip("\ufeff") == text.lstrip("\ufeff")
