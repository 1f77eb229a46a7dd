"""Public transport from GTFS: how long the trip takes over a window of departures.

`feed` reads the day's connections, `profiles` finds the earliest arrival for every departure,
`window` walks to the stop and sums up median and spread. Written here because the kept
libraries either only read feeds or need a Java machine.
"""
