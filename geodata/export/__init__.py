"""Documents and tables for other programs, from the same view models as the screen."""
