"""The commands of ``atlas``, a file each: ``add`` names its arguments, ``run`` does it."""
