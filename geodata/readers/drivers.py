"""Which drivers this GDAL has, asked of a process of its own before any file is opened."""

import json
import subprocess
import sys
from typing import Final

from geodata.readers.child import ALLOWED_DRIVERS

_ASK: Final = "import json, pyogrio; print(json.dumps(sorted(pyogrio.list_drivers())))"
# Raster drivers that read other files; pyogrio lists vector drivers only.
_RASTER: Final = ("VRT", "DERIVED", "GTI", "STACTA", "STACIT", "WMS", "WMTS", "WCS", "HTTP")


def driver_names() -> list[str]:
    """Every driver but the allowed ones, for OGR_SKIP and GDAL_SKIP (comma-separated)."""
    answer = subprocess.run(
        [sys.executable, "-s", "-P", "-c", _ASK], capture_output=True, check=True, timeout=60
    )
    names = set(json.loads(answer.stdout)) | set(_RASTER)
    return sorted(names - ALLOWED_DRIVERS)
