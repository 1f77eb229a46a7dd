"""What can go wrong with the private cluster, each with what to do about it."""


class ClusterError(Exception):
    """The private cluster cannot be used; the message says why and what to do."""


class MissingProgram(ClusterError):
    """PostgreSQL or PostGIS is not installed."""


class AlreadyRunning(ClusterError):
    """Another launcher has the data; its URL is known once it serves."""

    def __init__(self, purpose: str, pid: int, url: str | None) -> None:
        self.purpose, self.pid, self.url = purpose, pid, url
        where = f" and serves {url}" if url else ""
        super().__init__(
            f"The data are in use: `mapservice {purpose}` (process {pid}) has them{where}."
        )
