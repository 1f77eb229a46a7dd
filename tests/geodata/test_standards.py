"""Headers of real files are recognised, whatever their spelling."""

import pytest

from geodata.standards import (
    all_standards,
    canonical_names,
    header_key,
    read_standard,
    recognise,
)


def test_the_standards_have_as_many_columns_as_they_say() -> None:
    for standard in all_standards():
        for edition in standard.editions:
            assert len(set(edition.columns)) == len(edition.columns)
            if edition.id.isdigit():
                assert len(edition.columns) == int(edition.id)


def test_roles_and_variants_name_columns_that_exist() -> None:
    for standard in all_standards():
        known = {*standard.extra, *(c for e in standard.editions for c in e.columns)}
        assert {c for columns in standard.roles.values() for c in columns} <= known
        assert set(standard.variants.values()) <= known


@pytest.mark.parametrize(
    ("standard_id", "edition_id"),
    [("public_facilities", "56"), ("public_facilities", "24"), ("population", "46"),
     ("vacant_shops", "template")],
)  # fmt: skip
def test_every_edition_recognises_itself(standard_id: str, edition_id: str) -> None:
    columns = read_standard(standard_id).edition(edition_id).columns
    found = recognise(columns)
    assert found is not None
    assert (found.standard.id, found.edition.id) == (standard_id, edition_id)
    assert found.unknown == ()
    assert found.missing == ()


def test_variants_widths_and_brackets_lead_to_the_same_column() -> None:
    standard = read_standard("public_facilities")
    names = canonical_names(
        standard,
        ["利用可能時間特記事項", "建物名等（方書）", "ＵＲＬ", "多目的トイレ", "収容人数", "謎"],
    )
    assert names == {
        "利用可能時間特記事項": "利用可能時間特記事項",
        "建物名等（方書）": "建物名等(方書)",
        "ＵＲＬ": "URL",
        "多目的トイレ": "バリアフリートイレ",
        "収容人数": "収容人数",
    }


def test_a_variant_of_the_older_edition_is_kept_where_it_is_a_column_of_its_own() -> None:
    found = recognise(read_standard("public_facilities").edition("24").columns)
    assert found is not None
    assert found.canonical["利用可能日時特記事項"] == "利用可能日時特記事項"


def test_a_header_of_something_else_is_not_recognised() -> None:
    assert recognise(["a", "b", "c", "d"]) is None
    assert recognise([]) is None
    assert recognise(["名称"]) is None


def test_header_keys_tell_different_columns_apart() -> None:
    for standard in all_standards():
        for edition in standard.editions:
            assert len({header_key(column) for column in edition.columns}) == len(edition.columns)
