"""Demand: people at points, by age band, with the date and the method of every figure.

`points` is what measures read; `bundled` makes it from the city's own facts, `estat`, `mesh`
and `projection` from imported statistics; `areal` and `spread` place totals on the ground, and
`border` says whose venues may lie across the city's edge.
"""
