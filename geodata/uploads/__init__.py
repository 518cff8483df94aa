"""Files that somebody drops on the page, read in a process of their own with bounds.

A *nursery* is a process that has loaded all that reading needs and has one thread. For each file
it forks a *watcher*, which forks a *worker* and outlives it. The worker reads one file and ends.
What it sends back is text and Arrow data, never Python objects; the server checks it all.
"""
