"""Features as the formats that clients ask for."""
