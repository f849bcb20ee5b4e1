"""Abstract values in words."""

import pytest

from keraslint.describe import describe, describe_fact
from keraslint.ir import Component, Fact, Site
from keraslint.source import Place, Span
from keraslint.values import (
    Api,
    Argument,
    Array,
    BoundMethod,
    Const,
    Dataset,
    Dict,
    Encoding,
    Function,
    Gap,
    Instance,
    Interval,
    OneOf,
    Opaque,
    Origin,
    Partial,
    Reason,
    Role,
    Step,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

MNIST = Step("load", "keras.datasets.mnist.load_data")
HERE = Place.at(Span("example.py", None, 1, 1, 1, 2))
ONE, TWO = Const(1), Const(2)


def listed(*items: Value | Gap) -> Instance:
    return Instance("list", fields={"items": Tuple(items)})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Const("a"), "'a'"),
        (Const(None), "None"),
        (Const("x" * 200), f"'{'x' * 75}...'"),
        (Const(10**100), "1" + "0" * 75 + "..."),
        (Tuple((ONE, TWO)), "(1, 2)"),
        (Tuple((ONE,)), "(1,)"),
        (Tuple(()), "()"),
        (Tuple((ONE, Gap(Reason.BRANCHES))), "(1, ...)"),
        (Tuple((Gap(Reason.BRANCHES, TWO),)), "(*2)"),
        (Tuple((ONE,) * 20), "(1, 1, 1, ... 16 more ..., 1)"),
        (listed(ONE, TWO), "[1, 2]"),
        (Instance("set", fields={"items": Tuple((ONE,))}), "{1}"),
        (Instance("dict", fields={"items": Dict((("a", ONE),))}), "{'a': 1}"),
        (Dict((("a", ONE),), complete=False), "{'a': 1, ...}"),
        (Dict(tuple((number, ONE) for number in range(9))), "{0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, ...}"),
        (Array(), "array(?)"),
        (
            Array((60000, 28, 28), "uint8", Interval(0, 255, integer=True), steps=(MNIST,)),
            "array(60000, 28, 28) uint8 0..255 from keras.datasets.mnist",
        ),
        (
            Array((None,), "int64", Interval(0), Encoding.INTEGER, 10, Role.TRAIN, steps=(MNIST, Step("select", "getitem"))),
            "array(None,) int64 0.. labels as class numbers of 10 classes train from keras.datasets.mnist by select",
        ),
        (Array((3, 2), container="frame", role=Role.ALL), "frame(3, 2)"),
        (Tensor((None, 10)), "tensor(None, 10) float32"),
        (Tensor(None, None, interval=Interval(hi=1.5)), "tensor(?) ..1.5"),
        (Dataset(Tuple((Array((28, 28)), Array(())))), "dataset of (array(28, 28), array())"),
        (
            Dataset(ONE, batched=True, size=5, role=Role.TEST, stages=(Step("shuffle", "s"), Step("batch", "b"))),
            "dataset of 1, batched, 5 elements, test, by shuffle batch",
        ),
        (Dataset(ONE, batched=False), "dataset of 1, not batched"),
        (Api("keras.layers.Dense"), "keras.layers.Dense"),
        (Function("build", None, None), "function build"),
        (UserClass("Model", (), {}), "class Model"),
        (Instance(UserClass("Model", (), {})), "a Model"),
        (BoundMethod(Api("keras"), "fit"), "method fit of keras"),
        (Partial(Function("build", None, None), (), ()), "partial of function build"),
        (OneOf((ONE, Const("a"))), "1 | 'a'"),
        (Opaque("range", (ONE, TWO)), "range(1, 2)"),
        (
            Instance("keras.layers.Dense", {"units": Argument(ONE)}, {"init": Argument(Const("normal"))}),
            "keras.layers.Dense(units=1, init='normal')",
        ),
        (Unknown(Reason.BRANCHES), "unknown: it depends on a condition that is not known"),
        (Unknown(Reason.UNDEFINED_NAME, detail="x"), "unknown: the name is not defined here (x)"),
    ],
)
def test_values(value: Value, text: str) -> None:
    assert describe(value) == text


def test_a_list_that_holds_itself() -> None:
    endless = listed()
    endless.fields["items"] = Tuple((endless,))
    assert describe(endless) == "[[[[[[...]]]]]]"


def test_facts() -> None:
    given = Site(HERE, "units", "units")
    dense = Component(
        "keras.layers.Dense",
        {"units": Fact(3, site=given), "use_bias": Fact(value=True, origin=Origin.DEFAULT)},
    )
    assert describe_fact(Fact(dense)) == "keras.layers.Dense(units=3)"
    assert describe_fact(Fact(("mse", 1))) == "('mse', 1)"
    assert describe_fact(Fact((1,))) == "(1,)"
    assert describe_fact(Fact({"a": (1, 2)})) == "{'a': (1, 2)}"
    assert describe_fact(Fact(Array((2,)))) == "array(2,)"
    assert describe_fact(Fact(Unknown(Reason.LOOP))) == "unknown: it changes in a loop"
