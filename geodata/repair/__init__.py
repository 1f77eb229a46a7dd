"""Text as people type it -> values, each parser also saying what it repaired."""
