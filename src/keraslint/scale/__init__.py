"""Work beyond one run: surveys of large collections of sources, and what spreads work over processes and machines."""
