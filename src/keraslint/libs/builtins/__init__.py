"""Python's own functions and types, and the few modules of its standard library that model code computes with."""

from keraslint.libs.builtins import functions, mappings, numbers, stdlib, strings

__all__ = ["functions", "mappings", "numbers", "stdlib", "strings"]
