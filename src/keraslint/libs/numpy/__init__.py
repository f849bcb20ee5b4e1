"""numpy: functions, and the methods and attributes of arrays."""

from keraslint.libs.numpy import attributes, choosing, creation, elementwise, joining, random, shaping, statistics

__all__ = ["attributes", "choosing", "creation", "elementwise", "joining", "random", "shaping", "statistics"]
