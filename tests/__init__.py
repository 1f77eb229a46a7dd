"""Tests, a folder per subject as in mapservice/."""
