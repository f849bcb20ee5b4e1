from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keraslint import change, ir, replacement, source, values
from keraslint.analysis import Analysis
from keraslint.codec import RECORDS, VERSION, CodecError, Token, decode, encode
from keraslint.files import open_file
from keraslint.ir import ABSENT, Component, Event, Fact, Layer, Model, Program, Setup, Site
from keraslint.source import Place, Span
from keraslint.values import Array, Const, Encoding, Instance, Interval, Reason, Step, Unknown

SPANS = st.builds(
    Span,
    st.sampled_from(["a.py", "folder/b.ipynb"]),
    st.none() | st.integers(1, 9),
    st.integers(1, 99),
    st.integers(1, 99),
    st.integers(1, 99),
    st.integers(1, 99),
)
TEXT = st.text(max_size=4) | st.just("$")
FLOATS = st.floats(allow_nan=False)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    FLOATS,
    TEXT,
    st.binary(max_size=3),
    st.complex_numbers(allow_nan=False),
    st.fractions(),
    st.builds(Unknown, st.sampled_from(Reason), st.none() | SPANS.map(Place.at), TEXT),
    st.builds(Interval, FLOATS, FLOATS, st.booleans()),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3),
        st.dictionaries(TEXT, inner, max_size=3),
        st.dictionaries(st.integers() | TEXT | st.tuples(st.integers(), TEXT), inner, max_size=3),
        st.frozensets(st.integers() | TEXT, max_size=3),
    ),
    max_leaves=4,
)


def strategy(hint: Any, depth: int) -> st.SearchStrategy[Any]:
    """Return a strategy for what a field with that annotation may hold; ``depth`` bounds the records in records."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        options = [argument for argument in arguments if depth > 0 or not record(argument)] or [arguments[0]]
        return st.one_of([strategy(option, depth) for option in options])
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return st.lists(strategy(arguments[0], depth), max_size=2 if depth > 0 else 0).map(tuple)
        return st.tuples(*(strategy(argument, depth) for argument in arguments))
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(TEXT, strategy(arguments[1], depth), max_size=2 if depth > 0 else 0)
    if origin is frozenset:
        return st.frozensets(strategy(arguments[0], depth), max_size=2)
    if origin is not None:
        return records(origin, depth)
    if record(hint):
        return records(hint, depth)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return SCALARS.get(hint, ANYTHING)


SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(),
    float: FLOATS,
    str: TEXT,
    Place: SPANS.map(Place.at),
    object: st.none() | st.integers() | TEXT,
}


def record(hint: Any) -> bool:
    return is_dataclass(get_origin(hint) or hint)


@cache
def drawn(kind: Any, depth: int) -> dict[str, st.SearchStrategy[Any]]:
    """Return the strategies for the fields of a record. A setup leads back to its program, which is no part of it."""
    hints = get_type_hints(kind)
    return {field.name: strategy(hints[field.name], depth - 1) for field in fields(kind) if field.name != "program"}


@st.composite
def records(draw: st.DrawFn, kind: Any, depth: int) -> Any:
    """Draw a record of a type, driven by the annotations of its fields."""
    if kind is Fact and depth <= 0:
        return ABSENT
    return kind(**{name: draw(values) for name, values in drawn(kind, depth).items()})


def sent(obj: object) -> Any:
    """Return an object after a trip through JSON, as strict as the standard is."""
    return decode(json.loads(json.dumps(encode(obj), allow_nan=False)))


@settings(max_examples=25, deadline=None)
@given(records(Setup, 4))
def test_a_setup_survives_the_trip(setup: Setup) -> None:
    assert sent(setup) == setup
    assert encode(sent(setup)) == encode(setup)


@pytest.mark.parametrize("kind", [Component, Layer, Model, ir.Compile, ir.Use, ir.Event, Array, Step, Site, ir.Framework])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_so_does_each_part_of_it(kind: type, data: st.DataObject) -> None:
    part = data.draw(records(kind, 3))
    assert sent(part) == part
    assert encode(sent(part)) == encode(part)


@pytest.mark.parametrize("kind", change.Change.__args__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_and_each_change(kind: type, data: st.DataObject) -> None:
    made = data.draw(records(kind, 2))
    assert sent(made) == made


@settings(deadline=None)
@given(ANYTHING)
def test_values_keep_their_types(value: Any) -> None:
    assert repr(sent(value)) == repr(value) or sent(value) == value
    assert type(sent(value)) is (values.Entries if isinstance(value, dict) else type(value))


def test_the_names_of_records_are_distinct() -> None:
    assert {"Setup", "Fact", "Array", "Reason", "SetArgument", "Span"} <= set(RECORDS)
    for module in (source, values, ir, change, replacement):
        own = {
            name: kind for name, kind in vars(module).items() if str(getattr(kind, "__module__", "")).startswith(module.__name__)
        }
        assert all(RECORDS.get(name, kind) is kind for name, kind in own.items() if isinstance(kind, type))


PROGRAM = """
import keras
import numpy as np
np.random.seed(1)
x = np.random.rand(100, 3)
scaled = x / 2
y = np.random.randint(0, 2, 100)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.SGD(1e-2), "binary_crossentropy", metrics=["accuracy"])
model.layers[0].trainable = False
model.fit(scaled, y, epochs=3, validation_data=(scaled, y))
"""


def recovered() -> Program:
    return Analysis().of(open_file("p.py", PROGRAM.encode()))[1]


def test_what_is_recovered_of_a_program_survives_the_trip() -> None:
    program = recovered()
    back = sent(program)
    assert isinstance(back, Program)
    assert back.setups == program.setups
    assert len(back.setups) == 1
    assert (back.components, back.calls, back.scalings, back.imports) == (
        program.components, program.calls, program.scalings, dict(program.imports),
    )  # fmt: skip
    assert encode(back) == encode(program)


def test_the_setups_of_a_program_lead_back_to_it() -> None:
    back = sent(recovered())
    owner = back.setups[0].program
    assert owner is not None
    assert owner.calls == back.calls
    assert sent(recovered().setups[0]).program is None


def test_places_become_spans() -> None:
    program = recovered()
    place = program.setups[0].compile.place
    assert place is not None
    assert place.node is not None
    back = sent(program).setups[0].compile.place
    assert (back.node, back.span) == (None, place.span)


def test_what_is_the_same_stays_the_same() -> None:
    use = sent(recovered()).setups[0].uses[0]
    assert use.x.value.identity is use.validation_x.value.identity
    assert use.x.value.identity is not use.y.value.identity
    shared, other = object(), Instance("keras.layers.Dense")
    back = sent((Array(identity=shared), Event("set", "x", details={"a": other, "b": [shared, other]})))
    assert back[0].identity is back[1].details["b"][0]
    assert (back[0].identity, back[1].details["a"]) == (Token("object", 0), Token("Instance", 1))
    assert back[1].details["a"] is back[1].details["b"][1]
    assert sent(back) == back


def test_defaults_are_left_out_and_places_of_equal_records_are_not() -> None:
    assert encode(Array((None, 3), encoding=Encoding.ONE_HOT))["value"] == {
        "$": "Array",
        "shape": [None, 3],
        "encoding": {"$": "Encoding", "name": "ONE_HOT"},
    }
    placed: Fact[str] = Fact(Unknown(Reason.ABSENT), Place.at(Span("a.py", None, 1, 2, 3, 4)))
    layer = Layer(Component("keras.layers.Dense"), 1, activation=placed)
    assert placed == ABSENT
    assert sent(layer).activation.place == placed.place
    assert "activation" not in encode(Layer(Component("keras.layers.Dense"), 1))["value"]


def test_mappings_of_any_kind_are_dicts() -> None:
    assert sent(MappingProxyType({"a": 1})) == {"a": 1}
    assert sent({1: "a", (2, "b"): Const(3)}) == {1: "a", (2, "b"): Const(3)}
    assert sent({"$": 1}) == {"$": 1}
    assert sent(Fraction(1, 255)) == Fraction(1, 255)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "version None"),
        ({"version": VERSION + 1, "value": 1}, f"version {VERSION + 1}"),
        ({"version": VERSION}, "damaged"),
        ({"version": VERSION, "value": {"$": "Nothing"}}, "no type Nothing"),
        ({"version": VERSION, "value": {"$": "Reason", "name": "NOTHING"}}, "damaged"),
        ({"version": VERSION, "value": {"$": "Fact"}}, "damaged"),
        ({"version": VERSION, "value": {"$": "Fact", "nothing": 1}}, "damaged"),
        ({"version": VERSION, "value": {"$": "Place", "span": []}}, "damaged"),
        ({"version": VERSION, "value": {"$": "bytes", "items": ["x"]}}, "damaged"),
    ],
)
def test_what_is_not_ours_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(CodecError, match=message):
        decode(data)
