"""Rules that fail in ways in which no rule should."""
