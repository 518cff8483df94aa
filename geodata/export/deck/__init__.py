"""The pieces of a deck of slides: template, texts, map, timeline, table, notes."""
