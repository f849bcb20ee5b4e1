"""The records of a training setup: facts that know their reasons, places that are computed when asked for."""

from __future__ import annotations

import pytest

from keraslint.ir import ABSENT, Component, Fact, Layer, Model, Site
from keraslint.source import Place, Span
from keraslint.values import Origin, Reason, Unknown

SPAN = Span("m.py", None, 3, 5, 4, 2)


class Positions:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def span_of(self, node: object) -> Span:
        del node
        self.asked += 1
        return SPAN


@pytest.mark.parametrize(
    ("inner", "inside"),
    [
        (SPAN, True),
        (Span("m.py", None, 3, 9, 3, 12), True),
        (Span("m.py", None, 3, 4, 3, 12), False),
        (Span("m.py", None, 4, 1, 4, 3), False),
        (Span("other.py", None, 3, 9, 3, 12), False),
        (Span("m.py", 1, 3, 9, 3, 12), False),
    ],
)
def test_a_span_contains_what_lies_wholly_inside(inner: Span, inside: bool) -> None:
    assert SPAN.contains(inner) is inside


def test_a_place_computes_its_span_when_asked_and_once() -> None:
    positions = Positions()
    place = Place("node", positions)
    assert repr(place) == "Place(str)"
    assert positions.asked == 0
    assert place.span == place.span == SPAN
    assert positions.asked == 1
    assert repr(place) == f"Place({SPAN!r})"


def test_places_are_equal_by_node_and_else_by_span() -> None:
    node = object()
    positions = Positions()
    assert Place(node, positions) == Place(node, positions)
    assert Place(node, positions) != Place(object(), positions)
    assert Place.at(SPAN) == Place(node, positions)
    assert hash(Place.at(SPAN)) == hash(Place(node, positions))
    assert Place.at(SPAN) != "m.py"


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), (0.5, 0.5), (True, None), ("3", None), (Unknown(Reason.INPUT), None)])
def test_the_number_of_a_fact(value: object, number: float | None) -> None:
    assert Fact(value).number == number


def test_whether_a_fact_is_known_and_given() -> None:
    assert Fact(1).known
    assert Fact(1).reason is None
    assert Fact(1).given
    assert not Fact(1, origin=Origin.DEFAULT).given
    assert not Fact(1, site=Site(Place.at(SPAN), "lr", given=False)).given
    assert not ABSENT.known
    assert ABSENT.reason == "it is not given"


def test_a_model_with_several_outputs_has_no_one_head() -> None:
    layer = Layer(Component("keras.layers.Dense"), 1)
    unknown = Unknown(Reason.LOADED_MODEL)
    assert Model("keras.Sequential", (layer,), heads=(unknown,)).head is None
    assert Model("keras.Model", (layer,), heads=(unknown, unknown)).head is None


def test_a_model_with_a_stretch_that_is_not_known_is_not_complete() -> None:
    dense, unknown = Layer(Component("keras.layers.Dense"), 1), Layer(Component(Layer.UNKNOWN), 2)
    assert Model("keras.Sequential", (dense,)).complete
    assert not Model("keras.Sequential", (dense, unknown)).complete


def test_nested_models_are_walked_in_place() -> None:
    dense, flatten = Layer(Component("keras.layers.Dense"), 1), Layer(Component("keras.layers.Flatten"), 2)
    inner = Layer(Component("keras.Sequential"), 3, model=Model("keras.Sequential", (flatten,)))
    assert list(Model("keras.Sequential", (inner, dense)).flat()) == [flatten, dense]


def test_a_component_tells_whose_it_is_and_can_be_looked_up_in_a_set() -> None:
    own, library = Component("custom:my_loss"), Component("keras.losses.MeanSquaredError")
    assert (own.name, own.custom) == ("my_loss", True)
    assert (library.name, library.custom) == ("MeanSquaredError", False)
    assert library["reduction"] is ABSENT
    assert hash(own) == hash(Component("custom:my_loss"))
    assert own not in {"mean_squared_error", "binary_crossentropy"}
