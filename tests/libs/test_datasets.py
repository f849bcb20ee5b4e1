"""What is said of ``keras.datasets`` stands in the documentation of the loaders: the data themselves are behind the network."""

from __future__ import annotations

import importlib
import re

import pytest

from keraslint.values import Array, Tuple
from soundness.programs import abstractly

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

IMAGES = ("mnist", "fashion_mnist", "cifar10", "cifar100")


def documented(name: str) -> str:
    keras = pytest.importorskip("keras", reason="needs a real Keras")
    module = importlib.import_module(f"{keras.__name__}.datasets.{name}")
    return re.sub(r"\s+", " ", module.load_data.__doc__ or "")


def arrays(name: str) -> dict[str, Array]:
    found = abstractly(f"from keras.datasets import {name}\nr = {name}.load_data()", {})
    assert isinstance(found, Tuple)
    train, test = found.values
    assert isinstance(train, Tuple)
    assert isinstance(test, Tuple)
    values = (*train.values, *test.values)
    return dict(zip(("x_train", "y_train", "x_test", "y_test"), values, strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", IMAGES)
def test_shapes_and_types_are_the_documented_ones(name: str) -> None:
    text = documented(name)
    for variable, array in arrays(name).items():
        part = text.split(f"**`{variable}`**:")[1].split("**`")[0]
        assert array.shape is not None
        assert str(array.shape) in part, variable
        assert array.dtype is None or f"`{array.dtype}`" in part


@pytest.mark.parametrize(
    ("name", "classes"), [("mnist", "0-9"), ("fashion_mnist", "0-9"), ("cifar10", "0-9"), ("cifar100", "0-99")]
)
def test_classes_are_the_documented_ones(name: str, classes: str) -> None:
    assert f"integers in range {classes}" in documented(name)
    labels = arrays(name)["y_train"]
    assert labels.classes == int(classes.split("-")[1]) + 1
    assert labels.interval is not None
    assert (labels.interval.lo, labels.interval.hi) == tuple(map(float, classes.split("-")))


@pytest.mark.parametrize(
    ("name", "count"),
    [("imdb", "25,000 movies reviews"), ("reuters", "11,228 newswires"), ("california_housing", "20,640 samples")],
)
def test_rows_are_the_documented_ones(name: str, count: str) -> None:
    assert count in documented(name)
    rows = [array.shape[0] for array in arrays(name).values() if array.shape]
    stated = int(re.sub(r"\D", "", count))
    assert stated in {rows[0], sum(row for row in (rows[0], rows[2]) if row is not None)}


def test_topics_and_prices() -> None:
    assert "labeled over 46 topics" in documented("reuters")
    assert arrays("reuters")["y_train"].classes == 46
    assert "13 attributes" in documented("boston_housing")
    assert arrays("boston_housing")["x_train"].shape == (404, 13)
    assert "8 features each" in documented("california_housing")
