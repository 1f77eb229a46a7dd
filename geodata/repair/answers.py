"""Yes, no and unknown in the spellings of real files."""

from typing import Final, Literal

from geodata.notes import Note, Parsed, Refused
from geodata.repair.signs import plain

Answer = Literal["yes", "no", "unknown"]

_YES: Final = (
    "yes y true t 1 有 有り あり 可 可能 ○ ◯ 〇 ● ◎ はい 対応 対応可 設置 設置あり 利用可 利用可能 "
    "貸出 貸出可 貸出あり 同伴可 ok 済"
)
_NO: Final = (
    "no n false f 0 無 無し なし 否 不可 不可能 × ✕ ✖ x ☓ いいえ 非対応 未対応 未設置 設置なし "
    "利用不可 貸出なし 貸出不可 同伴不可 ng"
)
_UNKNOWN: Final = "unknown 不明 未確認 未調査 - -- ? 確認中 null"
ANSWERS: Final[dict[str, Answer]] = {
    **dict.fromkeys(map(plain, _YES.split()), "yes"),
    **dict.fromkeys(map(plain, _NO.split()), "no"),
    **dict.fromkeys(map(plain, _UNKNOWN.split()), "unknown"),
    "": "unknown",
}
_PARTLY: Final = frozenset({"△", "▲", "一部", "一部可", "一部対応", "要相談", "要確認", "要問合せ"})


def parse_answer(text: str) -> Parsed[Answer]:
    """yes, no or unknown; an empty cell and 不明 are unknown, never no.

    △ and 一部 are unknown with a note, because neither yes nor no would be true.
    """
    made = plain(text).lower()
    if made in _PARTLY:
        return Parsed("unknown", (Note("partly available: stored as unknown"),))
    if made not in ANSWERS:
        raise Refused("neither yes nor no nor unknown: %(text)s", text=text[:100])
    return Parsed(ANSWERS[made])
