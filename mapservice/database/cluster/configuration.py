"""The cluster's configuration files, written anew at every start."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mapservice.database.cluster.account import Account

SUPERUSER = "postgres"

# Given on the command line, which stands above every file and ALTER SYSTEM: a committed row
# survives the loss of power.
DURABLE: Mapping[str, str] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
}

TUNED: Mapping[str, str] = {
    "port": "5432",  # only the socket's name: nothing listens on TCP
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "max_wal_size": "512MB",
    "jit": "off",  # compiling costs more than these small questions take
    "client_connection_check_interval": "2s",
    "idle_in_transaction_session_timeout": "10min",
    "timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    # Rows hold contacts: neither statements nor the values in them go to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


def postgresql_conf(socket: Path, cluster_name: str) -> str:
    values = {
        **TUNED,
        "unix_socket_directories": f'"{socket}"' if "," in str(socket) else str(socket),
        "cluster_name": cluster_name,
    }
    lines = [f"{name} = {_quoted(value)}" for name, value in values.items()]
    return "\n".join(["# Written by mapservice at every start; changes are lost.", *lines, ""])


def pg_hba_conf() -> str:
    """Only the socket, and only accounts of the system that the map below names."""
    return "local all all peer map=mapservice\n"


def pg_ident_conf(account: Account, roles: Iterable[str]) -> str:
    """The cluster's account, and root, may be each role."""
    names = [SUPERUSER, *roles]
    accounts = dict.fromkeys([account.name, "root"])
    return "".join(f'mapservice "{user}" {role}\n' for user in accounts for role in names)


def _quoted(value: str) -> str:
    # postgresql.conf doubles a quote and reads backslash escapes.
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
