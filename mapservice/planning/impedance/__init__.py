"""Impedance: minutes between demand and supply, over the ground, streets or timetables."""
