"""Streets from files: ways with OpenStreetMap tags in, a network of minutes out.

`osm` and `lines` read files, `rules` says who may go where and how fast, `slope` what hills
do, `assemble` builds the network.
"""
