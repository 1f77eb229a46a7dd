"""Facts about a city and how files are read; knows nothing of Flask or a database."""
