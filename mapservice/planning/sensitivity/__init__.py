"""Sensitivity: does the ranking hold when an assumption changes, and which one breaks it.

`settings` lists the assumptions and their alternatives, `stability` runs a score over them
and counts how often each candidate stays first, `scoring` is such a score for candidates
compared over the ground.
"""
