"""What the soundness test draws: arrays, labels, frames, each with an abstract value that stands for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from keraslint.values import Array, Encoding
from soundness.abstraction import abstracted
from soundness.programs import Options, Pair, Text

SHAPES: dict[int, list[tuple[int, ...]]] = {
    1: [(6,), (1,), (4,)],
    2: [(4, 3), (5, 1), (1, 4), (3, 3)],
    3: [(2, 3, 4), (4, 1, 2)],
    4: [(2, 4, 4, 3), (3, 2, 2, 1)],
}

KINDS = {
    "pixels": ("uint8", 0, 255),
    "bytes": ("int8", -20, 20),
    "whole": ("int64", -5, 20),
    "small": ("int32", 0, 6),
    "unit": ("float64", 0.0, 1.0),
    "signed": ("float32", -3.0, 3.0),
    "wide": ("float64", -500.0, 500.0),
    "positive": ("float32", 0.5, 9.0),
    "truth": ("bool", 0, 1),
}
NUMBERS = ("pixels", "whole", "small", "unit", "signed", "wide")


def values(draw: st.DrawFn, kind: str, shape: tuple[int, ...]) -> Any:
    dtype, lo, hi = KINDS[kind]
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    if isinstance(lo, float):
        return generator.uniform(lo, hi, shape).astype(dtype)
    return generator.integers(lo, hi, shape, endpoint=True).astype(dtype)


@st.composite
def array(draw: st.DrawFn, rank: int | tuple[int, ...] = (1, 2, 3), kinds: tuple[str, ...] = NUMBERS, shape: Any = None) -> Pair:
    """Draw an array of one of the ranks and kinds, or of one shape."""
    ranks = (rank,) if isinstance(rank, int) else rank
    chosen = shape if shape is not None else draw(st.sampled_from([one for each in ranks for one in SHAPES[each]]))
    concrete = values(draw, draw(st.sampled_from(kinds)), chosen)
    return Pair(concrete, abstracted(draw, concrete))


@st.composite
def alike(draw: st.DrawFn, count: int = 2, rank: int | tuple[int, ...] = (1, 2), kinds: tuple[str, ...] = NUMBERS) -> list[Pair]:
    """Draw arrays of one shape."""
    shape = draw(st.sampled_from([one for each in ((rank,) if isinstance(rank, int) else rank) for one in SHAPES[each]]))
    return [draw(array(shape=shape, kinds=kinds)) for _ in range(count)]


@st.composite
def labels(draw: st.DrawFn, rows: int = 6, classes: int = 3, column: bool = False, dtype: str = "int64") -> Pair:
    """Draw class numbers of which each class occurs."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    numbers = np.concatenate([np.arange(classes), generator.integers(0, classes, rows - classes)])
    concrete = generator.permutation(numbers).astype(dtype)
    concrete = concrete[:, None] if column else concrete
    encoding = Encoding.BINARY if classes == 2 else Encoding.INTEGER
    return Pair(concrete, abstracted(draw, concrete, encoding, classes))


@st.composite
def one_hot(draw: st.DrawFn, rows: int = 5, classes: int = 3) -> Pair:
    """Draw one-hot rows."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    concrete = np.eye(classes, dtype="float32")[generator.integers(0, classes, rows)]
    return Pair(concrete, abstracted(draw, concrete, Encoding.ONE_HOT, classes))


@st.composite
def mask(draw: st.DrawFn, shape: tuple[int, ...] = (6,)) -> Pair:
    concrete = values(draw, "truth", shape)
    return Pair(concrete, abstracted(draw, concrete))


@st.composite
def frame(draw: st.DrawFn, kinds: tuple[str, ...] = ("whole", "unit", "signed"), columns: int = 3) -> Pair:
    """Draw a data frame of columns ``a``, ``b``, ``c``."""
    import pandas as pd

    concrete = pd.DataFrame(values(draw, draw(st.sampled_from(kinds)), (6, columns)), columns=list("abcdefg"[:columns]))
    found = abstracted(draw, concrete)
    shape = found.shape if found.shape is not None else (None, None)
    return Pair(
        concrete, Array(shape, found.dtype, found.interval, container="frame", steps=found.steps, identity=found.identity)
    )


@st.composite
def series(draw: st.DrawFn, kinds: tuple[str, ...] = ("whole", "unit", "signed")) -> Pair:
    import pandas as pd

    concrete = pd.Series(values(draw, draw(st.sampled_from(kinds)), (6,)))
    found = abstracted(draw, concrete)
    return Pair(
        concrete,
        Array(
            found.shape or (None,), found.dtype, found.interval, container="series", steps=found.steps, identity=found.identity
        ),
    )


@st.composite
def words(draw: st.DrawFn, rows: int = 6) -> Pair:
    """Draw an array of strings."""
    concrete = np.array([draw(st.sampled_from(["cat", "dog", "owl"])) for _ in range(rows)])
    return Pair(concrete, abstracted(draw, concrete, Encoding.STRING))


@st.composite
def tensor(draw: st.DrawFn, rank: int | tuple[int, ...] = (1, 2, 3), kinds: tuple[str, ...] = NUMBERS, shape: Any = None) -> Pair:
    """Draw an eager tensor."""
    import tensorflow as tf

    pair = draw(array(rank, kinds, shape))
    found = pair.abstract
    assert isinstance(found, Array)
    changed = Array(found.shape, found.dtype, found.interval, container="tensor", steps=found.steps, identity=found.identity)
    return Pair(tf.constant(pair.concrete), changed)


@st.composite
def image(draw: st.DrawFn, kinds: tuple[str, ...] = ("pixels", "unit"), batch: bool = False) -> Pair:
    """Draw an image, or a batch of them, as an eager tensor."""
    return draw(tensor(shape=(2, 8, 6, 3) if batch else (8, 6, 3), kinds=kinds))


@st.composite
def picture(draw: st.DrawFn, gray: bool = False) -> Pair:
    """Draw an image of PIL."""
    from PIL import Image

    values_ = values(draw, "pixels", (8, 6) if gray else (8, 6, 3))
    return Pair(Image.fromarray(values_), abstracted(draw, Image.fromarray(values_)))


def ints(lo: int, hi: int) -> st.SearchStrategy[int]:
    return st.integers(lo, hi)


def choice(*options: Any) -> Options:
    return Options(options)


def text(*options: str) -> Options:
    """Draw one of several pieces of program text."""
    return Options(tuple(Text(option) for option in options))


NUMBER = choice(1, 2, 3, 255, 300, 255.0, 127.5, 2.0, 0.5, 1 / 255)
DTYPE = text("'float32'", "'float64'", "np.float32", "'uint8'", "'int64'", "int", "float", "bool", "'int32'", "'float16'")
