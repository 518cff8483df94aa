"""View models: what a map, a chart or a caption shows, before any widget or page draws it.

The screen and the exports read the same objects, so that they can't disagree.
"""
