"""What every Keras layer does to shapes, dtypes and value ranges, and how many weights it has.

Importing the package registers all layer classes.
"""

from __future__ import annotations

from keraslint.libs.keras.layers import (
    attention,
    augmentation,
    convolution,
    core,
    einsum,
    elementwise,
    encoding,
    merging,
    normalization,
    pooling,
    recurrent,
    reshaping,
    wrappers,
)
from keraslint.libs.keras.layers.spec import outputs_of, weights_of
from keraslint.libs.keras.layers.terms import DEFAULT_SETTINGS, Outcome, Settings, ShapeError

__all__ = [
    "DEFAULT_SETTINGS",
    "Outcome",
    "Settings",
    "ShapeError",
    "attention",
    "augmentation",
    "convolution",
    "core",
    "einsum",
    "elementwise",
    "encoding",
    "merging",
    "normalization",
    "outputs_of",
    "pooling",
    "recurrent",
    "reshaping",
    "weights_of",
    "wrappers",
]
