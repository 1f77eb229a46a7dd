"""Rows -> what templates are given: values in the request's language, ready to be written."""
