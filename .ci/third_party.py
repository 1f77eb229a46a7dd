"""Copies what pages load from node_modules to mapservice/static/third_party, with licences.

    .venv/bin/python .ci/third_party.py

`manifest.json` beside the copies names each package, its version, licence and files: the
service's page of licences is made from it.
"""

import json
import shutil
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
MODULES: Final = ROOT / "node_modules"
THIRD_PARTY: Final = ROOT / "mapservice" / "static" / "third_party"

# package -> our folder, and the files' names in the package -> in our folder. Licences end in
# .txt, so that browsers show them.
COPIED: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "leaflet": (
        "leaflet",
        {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "LICENSE": "LICENSE.txt",
        },
    ),
    "@digital-go-jp/design-tokens": (
        "design-tokens",
        {"dist/tokens.css": "tokens.css", "LICENSE": "LICENSE.txt"},
    ),
}


def copy_package(name: str, place: Path) -> dict[str, Any]:
    """Copy one package's files below `place`; its row of the manifest."""
    folder, files = COPIED[name]
    source = MODULES / name
    (place / folder).mkdir(parents=True)
    for original, copy in files.items():
        shutil.copyfile(source / original, place / folder / copy)
    package = json.loads((source / "package.json").read_text(encoding="utf-8"))
    return {
        "name": name,
        "version": package["version"],
        "licence": package["license"],
        "homepage": package.get("homepage"),
        "folder": folder,
        "files": sorted(files.values()),
        "licence_file": "LICENSE.txt",
    }


def main() -> None:
    aside = THIRD_PARTY.with_name("third_party.new")
    shutil.rmtree(aside, ignore_errors=True)
    rows = [copy_package(name, aside) for name in COPIED]
    manifest = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    (aside / "manifest.json").write_text(manifest, encoding="utf-8")
    shutil.rmtree(THIRD_PARTY, ignore_errors=True)
    aside.rename(THIRD_PARTY)


if __name__ == "__main__":
    main()
