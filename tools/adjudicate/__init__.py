"""How many of the findings in real programs are true: each was read against its source once, and is compared on every run."""
