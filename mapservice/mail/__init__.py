"""Mail: an outbox in the database, delivered by background work, readable without a server."""
