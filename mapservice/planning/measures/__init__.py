"""Measures: demand, supply and impedance in, access and gap out; pure functions on arrays.

`nearest`, `coverage` and `opportunities` count minutes and people; `floating_catchment`,
`balanced` and `rational_agents` let people compete for supply; `allocation` sends everyone
to the nearest; `gap` and `inequality` say who is left behind; `groups` sums up by district
and age band.
"""
