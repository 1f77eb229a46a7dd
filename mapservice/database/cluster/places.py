"""Where the private cluster keeps its data, its socket and its lock."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from mapservice.database.cluster.account import Account
from mapservice.database.cluster.errors import ClusterError
from mapservice.settings import Settings

SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un.sun_path holds 108 bytes, the last of them zero (unix(7)).
SOCKET_PATH_BYTES = 107


@dataclass(frozen=True)
class Places:
    """Folders and files of one private cluster."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "cluster"

    @property
    def lock(self) -> Path:
        return self.root / "launcher.lock"

    @property
    def users(self) -> Path:
        return self.root / "users.lock"

    @property
    def secret(self) -> Path:
        return self.root / "secret_key"

    @property
    def start_log(self) -> Path:
        return self.root / "postgres-start.log"

    @property
    def socket(self) -> Path:
        """The socket's folder: beside the data, or a short one when that path is too long."""
        beside = self.root / "socket"
        if len(os.fsencode(beside / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
            return beside
        return Path("/tmp") / f"mapservice-{os.geteuid()}-{_digest(self.root)}"  # noqa: S108 - its owner and mode are checked

    @property
    def cluster_name(self) -> str:
        """Stands in the title of each of the cluster's processes, so that they are known."""
        return f"mapservice-{_digest(self.root)}"


def data_places(settings: Settings) -> Places:
    """The places of the data folder that is set, or of this checkout's own."""
    return Places((settings.data_dir or default_root()).resolve())


def default_root() -> Path:
    """Outside the checkout: an unprivileged account may not be able to enter it."""
    if os.geteuid() == 0:
        base = Path("/var/lib/mapservice")
    else:
        data_home = os.environ.get("XDG_DATA_HOME", "")
        # XDG base directory specification: relative paths are invalid and ignored.
        shared = Path(data_home) if Path(data_home).is_absolute() else Path.home() / ".local/share"
        base = shared / "mapservice"
    return base / _checkout_name()


def prepare_places(places: Places, account: Account) -> None:
    """Make the folders, each readable by as few as possible.

    Raises ClusterError when the account cannot reach them or a stranger owns one.
    """
    for shared in (*reversed(places.root.parents), places.root):
        if not shared.exists():
            shared.mkdir(exist_ok=True)
            # Passing through is enough for the account; only its own folder is its business.
            shared.chmod(0o711)
    _own_folder(places.socket, account)
    if account.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(places.root)]).returncode:
        raise ClusterError(
            f"The account `{account.name}`, which runs PostgreSQL, cannot enter {places.root}. "
            "Set MAPSERVICE_DATA_DIR to a folder that it can."
        )


def _own_folder(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
            raise ClusterError(f"{folder} belongs to somebody else; remove it first.") from None
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _checkout_name() -> str:
    package_home = Path(__file__).resolve().parents[3]
    if (package_home / "pyproject.toml").is_file():
        return _digest(package_home)
    return "installed"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
