"""Speed of the measures, beside PySAL's access: `python -m tests.planning.bench`.

Writes docs/planning_performance.md. `worlds` makes the inputs, `measures` and `growth` time our
code, `peers` installs access into a temporary environment and `run_access` runs there, `report`
writes the page.
"""
