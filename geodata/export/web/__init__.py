"""A view as one HTML file: map, groups, time and records, with everything inside."""
