"""Dropout whose noise is a hash of the seed and the place: Keras' own costs a small network on JAX a quarter of its time.

What a mask has to be is different in each step, and of the right density. A hash does that in one pass over the places, where the
generator of JAX takes loops of its own, which have to be compiled, too.
"""

from __future__ import annotations

from math import prod
from typing import Any

import keras
import numpy as np

Array = Any


class HashedDropout(keras.layers.Dropout):  # type: ignore[misc]
    """Dropout of single numbers."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Leave a share of the inputs out and scale the rest."""
        if not training or not 0 < self.rate < 1 or self.noise_shape is not None:
            return super().call(inputs, training=training)
        kept = noise(self.seed_generator.next(), inputs.shape) >= np.uint32(self.rate * 2**32)
        return keras.ops.where(kept, inputs / (1 - self.rate), 0.0)


def noise(seed: Array, shape: tuple[int, ...]) -> Array:
    """Return evenly distributed numbers of 32 bits for a seed of two."""
    from jax import numpy as jnp

    first, second = jnp.asarray(seed, "uint32")
    places = jnp.arange(prod(shape), dtype="uint32").reshape(shape)
    return _mixed(_mixed(places) ^ _mixed(_mixed(first) + second))


def _mixed(bits: Array) -> Array:
    """Return bits each of which depends on all that are given: the last step of MurmurHash3."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        bits = (bits ^ (bits >> shift)) * bits.dtype.type(factor)
    return bits ^ (bits >> 16)
