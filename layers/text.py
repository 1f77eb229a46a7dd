"""Words of a declaration in the service's three languages."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Language = Literal["ja", "en", "easy"]
"""Japanese, English, and plain Japanese (やさしい日本語)."""

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language; none may be empty, so that no page shows a hole."""

    ja: str
    en: str
    easy: str

    def __post_init__(self) -> None:
        if not (self.ja and self.en and self.easy):
            raise ValueError(f"a text needs all of {LANGUAGES}: {self!r}")

    def get(self, language: Language) -> str:
        texts: dict[Language, str] = {"ja": self.ja, "en": self.en, "easy": self.easy}
        return texts[language]
