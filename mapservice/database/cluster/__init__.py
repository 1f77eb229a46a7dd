"""The private PostgreSQL + PostGIS cluster: made, started, watched and stopped by the service."""
