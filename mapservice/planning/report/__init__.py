"""The report of an assessment: `tables` gives frames, the others turn them into files."""
