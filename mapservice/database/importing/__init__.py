"""Files into layers and back: what differs, applied as a whole or not at all."""
