"""Small programs for the soundness test: run for real on concrete values, and interpreted on abstract ones."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from keraslint.interp import run  # noqa: F401 - registers what statements and expressions mean
from keraslint.interp.machine import Interpreter
from keraslint.libs import registry
from keraslint.syntax import Tree, parse
from keraslint.values import Value
from soundness.files import folder

HEAD = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "tf": "import tensorflow as tf",
    "keras": "import keras",
    "math": "import math",
    "random": "import random",
    "itertools": "import itertools",
    "functools": "import functools",
    "copy": "import copy",
    "os": "import os",
    "collections": "import collections",
    "cv2": "import cv2",
    "plt": "import matplotlib.pyplot as plt",
    "mpimg": "import matplotlib.image as mpimg",
    "imageio": "import imageio, imageio.v2, imageio.v3",
    "legacy_image": "import keras.src.legacy.preprocessing.image as legacy_image",
    "legacy_text": "import keras.src.legacy.preprocessing.text as legacy_text",
    "legacy_sequence": "import keras.src.legacy.preprocessing.sequence as legacy_sequence",
    "Image": "from PIL import Image",
    "ImageOps": "from PIL import ImageOps",
    "skimage": "import skimage, skimage.transform, skimage.color, skimage.io",
    "scipy": "import scipy, scipy.special, scipy.stats, scipy.ndimage",
    "sklearn": "import sklearn, sklearn.preprocessing, sklearn.model_selection, sklearn.datasets, sklearn.utils, sklearn.decomposition, "
    "sklearn.impute, sklearn.feature_selection, sklearn.pipeline, sklearn.compose, sklearn.metrics, sklearn.utils.class_weight",
    "imblearn": "import imblearn, imblearn.over_sampling, imblearn.under_sampling, imblearn.combine",
}


@dataclass(frozen=True)
class Pair:
    """A concrete value and an abstract one that stands for it."""

    concrete: Any
    abstract: Value


@dataclass(frozen=True)
class Options:
    """The few things that may stand at one place of a program."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Case:
    """A program whose result is ``r``; ``variables`` are bound to drawn values, ``literals`` are written into the text."""

    head: str
    body: str
    variables: dict[str, st.SearchStrategy[Pair]] = field(default_factory=dict)
    literals: dict[str, st.SearchStrategy[Any] | Options] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.body.replace("\n", "; ")[:90]


def case(text: str, **drawn: Any) -> Case:
    """Make a case of an expression, or of statements that set ``r``; names in braces are literals, others variables."""
    literals = {name: strategy for name, strategy in drawn.items() if "{" + name + "}" in text}
    variables = {name: strategy for name, strategy in drawn.items() if name not in literals}
    body = text if "r = " in text or "r, " in text else f"r = {text}"
    options = "".join(str(literal) for literal in literals.values())
    words = {word for word in HEAD if f"{word}." in body + options}
    head = "".join(f"{HEAD[word]}\n" for word in HEAD if word in words)
    return Case(head, body, variables, literals, tuple(sorted(words)))


def written(value: Any) -> str:
    return value.replace("{folder}", str(folder())) if isinstance(value, Text) else repr(value)


class Text(str):
    """A literal that is written as it is, not as a string."""

    __slots__ = ()


def fill(case: Case, draw: st.DrawFn) -> str:
    """Write drawn literals into the text."""
    text = _placed(case)
    for name, literal in case.literals.items():
        strategy = st.sampled_from(literal.values) if isinstance(literal, Options) else literal
        text = text.replace("{" + name + "}", written(draw(strategy)))
    return text


def _placed(case: Case) -> str:
    """Put the folder of files into the text of a program that reads some."""
    text = case.head + case.body
    return text.replace("{folder}", str(folder())) if "{folder}" in text + str(case.literals) else text


def variants(case: Case, draw: st.DrawFn) -> Iterator[str]:
    """Write the program with each option at its place in turn, so that all are seen; what else there is to draw is drawn once."""
    chosen = {}
    for name, literal in case.literals.items():
        chosen[name] = literal.values if isinstance(literal, Options) else (draw(literal),)
    for turn in range(max(map(len, chosen.values()), default=1)):
        text = _placed(case)
        for name, values in chosen.items():
            text = text.replace("{" + name + "}", written(values[turn % len(values)]))
        yield text


def really(text: str, variables: dict[str, Any]) -> Any:
    """Run a program for real."""
    namespace = dict(variables)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(text, "<case>", "exec"), namespace)
    return namespace["r"]


def abstractly(text: str, variables: dict[str, Value]) -> Value:
    """Interpret a program."""
    for root in registry.MODULES:
        registry.load_for(root)
    tree = Tree("case.py", parse(text))
    machine = Interpreter(tree)
    machine.scope.names.update(variables)
    machine.execute(tree.module.body)
    return machine.scope.names["r"]
