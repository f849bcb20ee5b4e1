"""From abstract values to the training setup: what the interpreter holds, written down as ``ir``."""
