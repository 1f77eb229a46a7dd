"""The database: the private cluster, connections, roles, migrations and loading."""
