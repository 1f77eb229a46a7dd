"""An assessment as a person sees it: rows of words, charts as shapes, maps as numbers.

Page, report and print show the same values; nothing is computed anew in them.
"""
