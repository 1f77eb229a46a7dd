"""The process that sends mail and looks after dates, beside those that answer requests.

    python -m mapservice.serving.background LISTENER_FD LAUNCHER_PID

It takes the arguments of `worker.py`, because the same launcher starts and replaces it.
"""

import ctypes
import os
import signal
import sys
from time import sleep
from types import FrameType
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from mapservice.background import make_app, work
from mapservice.database.engine import Databases, open_databases, service_target
from mapservice.database.migrations.state import schema_is_current
from mapservice.logs import configure_logs
from mapservice.settings import read_settings
from mapservice.upkeep import look_after

AGAIN_S: Final = 1.0


def main(launcher_pid: int) -> None:
    """Work for as long as the launcher lives; a failure ends the process, which is replaced."""
    if sys.platform == "linux":
        # prctl(2), PR_SET_PDEATHSIG: it never outlives a launcher that was killed.
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != launcher_pid:
        return
    signal.signal(signal.SIGTERM, _stop)
    # Ctrl-C reaches the launcher, which sends SIGTERM when it is our turn.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = read_settings()
    configure_logs(settings.log_level)
    target = service_target(settings)
    databases = open_databases(target, settings)
    while not _is_ready(databases):
        sleep(AGAIN_S)
    work(make_app(target, databases.writer, settings, look_after))


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _is_ready(databases: Databases) -> bool:
    """Whether the database can be reached and has the tables of this version."""
    try:
        with databases.web.connect() as connection:
            return schema_is_current(connection)
    except SQLAlchemyError:
        return False


if __name__ == "__main__":
    main(int(sys.argv[2]))
