"""Repairs in text: ``lower`` turns the changes of a fix into edits, ``apply`` carries the edits of many fixes out."""
