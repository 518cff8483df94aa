"""One reader a format; each returns records in the columns of the atlas."""
