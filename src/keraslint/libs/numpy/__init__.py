"""numpy: functions, and the methods and attributes of arrays."""

from keraslint.libs.numpy import attributes, creation, elementwise, joining, random, shaping, statistics

__all__ = ["attributes", "creation", "elementwise", "joining", "random", "shaping", "statistics"]
