"""The service's own worker, its memory of tiles switched off by OGC_TILE_BYTES=0."""

import os
import socket
import sys

from mapservice import create_app
from mapservice.logs import configure_logs
from mapservice.ogc.tiles.cache import TileCache
from mapservice.serving.worker import serve_socket
from mapservice.settings import read_settings

if __name__ == "__main__":
    settings = read_settings()
    configure_logs(settings.log_level)
    app = create_app(settings)
    if "OGC_TILE_BYTES" in os.environ:
        app.extensions["ogc"].tiles = TileCache(int(os.environ["OGC_TILE_BYTES"]))
    serve_socket(app, socket.socket(fileno=int(sys.argv[1])), settings)
