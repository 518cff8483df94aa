"""Answers worked out from the small tables of :mod:`geodata.query`."""
