"""What is built in the place of a layer of Keras: the same, in a form that the backend compiles sooner or runs faster."""

from __future__ import annotations

from typing import Any, Final

import keras

from keraslint.confirm.worker.convolution import MatrixConv2D, ReshapingMaxPooling2D
from keraslint.confirm.worker.dropout import HashedDropout

REPLACEMENTS: Final[dict[str, Any]] = (
    {"Conv2D": MatrixConv2D, "MaxPooling2D": ReshapingMaxPooling2D, "Dropout": HashedDropout}
    if keras.backend.backend() == "jax"
    else {}
)
"""The classes by the names of those that they replace."""
