"""Messages of the service as Babel finds them: in Python, in templates, and in scripts."""

import re
from pathlib import Path
from typing import Final

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).parents[2]
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)s|\{(\w+)\}")

KEYWORDS: Final[dict[str, None]] = dict.fromkeys(
    # What is said about files is words of geodata and layers, which know no gettext.
    ("gettext", "_", "Note", "Refused", "Unreadable")
)
TEMPLATE_OPTIONS: Final = {"trimmed": "true", "silent": "false"}


def extract_messages() -> dict[str, str]:
    """Message id -> the first place that uses it, over everything that is served."""
    found: dict[str, str] = {}
    sources: tuple[tuple[Path, list[tuple[str, str]], dict[str, str]], ...] = (
        (ROOT / "geodata", [("**.py", "python")], {}),
        (ROOT / "layers", [("**.py", "python")], {}),
        (ROOT / "mapservice", [("**.py", "python")], {}),
        (ROOT / "templates", [("**.html", "jinja2"), ("**.xml", "jinja2")], TEMPLATE_OPTIONS),
    )
    for folder, methods, options in sources:
        for path, line, message, _comments, _context in extract_from_dir(
            str(folder), methods, {"**.html": options}, keywords=KEYWORDS
        ):
            for text in (message,) if isinstance(message, str) else message:
                found.setdefault(text, f"{folder.name}/{path}:{line}")
    return found


def read_catalogue(language: str) -> dict[str, str]:
    """Message id -> translation, without the header and without what is marked obsolete."""
    path = ROOT / "mapservice" / "translations" / f"{language}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="ja", ignore_obsolete=True)
    return {str(entry.id): str(entry.string or "") for entry in catalogue if entry.id}


def placeholders(text: str) -> set[str]:
    """Names that are filled in: `%(name)s` by the server, `{name}` by a script."""
    return {one or other for one, other in PLACEHOLDER.findall(text)}
