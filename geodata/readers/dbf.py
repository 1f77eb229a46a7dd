"""In which encoding a Shapefile's attributes are written."""

import struct
from pathlib import Path
from typing import Final

from geodata.notes import Unreadable

_NAMES: Final = {
    "UTF-8": "utf-8", "UTF8": "utf-8", "65001": "utf-8",
    "SHIFT_JIS": "cp932", "SHIFT-JIS": "cp932", "SJIS": "cp932", "CP932": "cp932",
    "932": "cp932", "ANSI 932": "cp932", "MS932": "cp932", "WINDOWS-31J": "cp932",
    "ISO-8859-1": "latin-1", "8859_1": "latin-1", "ISO88591": "latin-1",
}  # fmt: skip
# dBASE language driver ids: 0x13 and 0x7B are Japanese (Windows and DOS).
_LANGUAGE_DRIVERS: Final = {0x13: "cp932", 0x7B: "cp932"}
_SAMPLE_ROWS: Final = 20_000


def attribute_encoding(dbf: Path) -> str:
    """The first of .cpg, language driver, UTF-8, cp932 that all sampled texts are valid in.

    The file beside it that names an encoding is often wrong: names are only candidates.
    """
    texts, driver = _texts(dbf)
    named = dbf.with_suffix(".cpg")
    name = named.read_text("latin-1").strip().upper()[:40] if named.exists() else ""
    candidates = [_NAMES.get(name), _LANGUAGE_DRIVERS.get(driver), "utf-8", "cp932"]
    for candidate in dict.fromkeys(filter(None, candidates)):
        if all(_is_valid(text, candidate) for text in texts):
            return candidate
    raise Unreadable("the Shapefile's texts are neither UTF-8 nor cp932")


def _texts(dbf: Path) -> tuple[list[bytes], int]:
    """Field names and values of text fields, and the language driver id (dBASE III header)."""
    with dbf.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            raise Unreadable("the Shapefile's .dbf file is cut off")
        count, header_length, row_length = struct.unpack("<4xIHH", head[:12])
        fields = file.read(max(header_length - 32, 0))
        names: list[bytes] = []
        spans: list[slice] = []
        start = 1
        for offset in range(0, len(fields) - 31, 32):
            if fields[offset] == 0x0D:
                break
            length = fields[offset + 16]
            names.append(fields[offset : offset + 11].split(b"\x00")[0])
            if fields[offset + 11 : offset + 12] == b"C":
                spans.append(slice(start, start + length))
            start += length
        texts = names
        for _ in range(min(count, _SAMPLE_ROWS)):
            row = file.read(row_length)
            texts += [row[span].rstrip(b" \x00") for span in spans]
    return texts, head[29]


def _is_valid(text: bytes, encoding: str) -> bool:
    """Whether the text decodes; a character cut off at the field's end is forgiven."""
    for cut in range(min(4, len(text) + 1)):
        try:
            text[: len(text) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(text) - 3:
                return False
        else:
            return True
    return False
