"""The abstract domain: what is known of either of two values, and what must not be mistaken for knowledge."""

from __future__ import annotations

import pickle

import pytest

from keraslint.source import Place, Span
from keraslint.values import (
    Api,
    Array,
    Const,
    Dataset,
    Dict,
    Encoding,
    Entries,
    Gap,
    Interval,
    Node,
    OneOf,
    Reason,
    Role,
    Step,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
    join,
    join_shapes,
    options,
)

ONE, TWO, THREE = Const(1), Const(2), Const(3)
UNKNOWN = Unknown(Reason.INPUT)


def test_unknown_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(UNKNOWN)


def test_constants_of_different_types_are_different() -> None:
    assert len({Const(1), Const(1.0), Const(value=True)}) == 3


@pytest.mark.parametrize("value", [ONE, Tuple((ONE,)), Array((3,)), Dict(((1, ONE),)), UNKNOWN])
def test_joining_a_value_with_itself_changes_nothing(value: Value) -> None:
    assert join(value, value) == value


@pytest.mark.parametrize("value", [ONE, Tuple((ONE,)), Array((3,)), OneOf((ONE, TWO))])
def test_what_is_unknown_on_one_side_is_unknown(value: Value) -> None:
    assert join(value, UNKNOWN) == join(UNKNOWN, value) == UNKNOWN


def test_a_few_possibilities_are_kept_and_many_are_not() -> None:
    both = join(ONE, TWO)
    assert both == OneOf((ONE, TWO))
    assert join(both, ONE) == both
    assert options(both) == (ONE, TWO)
    assert options(ONE) == (ONE,)
    many: Value = ONE
    for number in range(2, OneOf.MOST + 1):
        many = join(many, Const(number))
    assert options(many) == tuple(Const(number) for number in range(1, OneOf.MOST + 1))
    assert join(many, Const(0)) == Unknown(Reason.BRANCHES)


def test_sequences_of_one_length_are_joined_element_by_element() -> None:
    assert join(Tuple((ONE, TWO)), Tuple((ONE, THREE))) == Tuple((ONE, OneOf((TWO, THREE))))


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ((ONE,), (ONE, TWO), (ONE, Gap(Reason.BRANCHES, TWO))),
        ((TWO,), (ONE, TWO), (Gap(Reason.BRANCHES, ONE), TWO)),
        ((ONE, THREE), (ONE, TWO, THREE), (ONE, Gap(Reason.BRANCHES, TWO), THREE)),
        ((ONE,), (TWO, THREE), (Gap(Reason.BRANCHES, OneOf((ONE, TWO, THREE))),)),
        ((), (ONE,), (Gap(Reason.BRANCHES, ONE),)),
        ((Gap(Reason.LOOP), ONE), (TWO, ONE), (Gap(Reason.BRANCHES, TWO), ONE)),
        ((Gap(Reason.LOOP, THREE), ONE), (ONE,), (Gap(Reason.BRANCHES, THREE), ONE)),
    ],
)
def test_sequences_of_different_lengths_keep_their_ends(
    one: tuple[Value | Gap, ...], other: tuple[Value | Gap, ...], joined: tuple[Value | Gap, ...]
) -> None:
    assert join(Tuple(one), Tuple(other)) == Tuple(joined)


def test_mappings_keep_the_keys_that_both_have() -> None:
    assert join(Dict((("a", ONE), ("b", TWO))), Dict((("a", THREE),))) == Dict((("a", OneOf((ONE, THREE))),), complete=False)
    assert join(Dict((("a", ONE),)), Dict((("a", TWO),))) == Dict((("a", OneOf((ONE, TWO))),))
    assert join(Dict((("a", ONE),), complete=False), Dict((("a", TWO),))) == Dict((("a", OneOf((ONE, TWO))),), complete=False)


def test_the_keys_of_a_mapping_have_types() -> None:
    mapping = Dict(((1, ONE),))
    assert mapping.get(1) == ONE
    assert mapping.get(True) is mapping.get(1.0) is None
    assert mapping.set(1, TWO).set("a", ONE) == Dict(((1, TWO), ("a", ONE)))


def test_shapes() -> None:
    assert join_shapes((3, 4), (3, 5)) == (3, None)
    assert join_shapes((3,), (3, 5)) is None
    assert join_shapes(None, (3,)) is None


LOAD = Step("load", "keras.datasets.mnist")
SCALE = Step("scale", "/", details=(("divisor", 255.0),))


def test_arrays_keep_what_they_share() -> None:
    rows = object()
    one = Array((10, 3), "uint8", Interval(0, 255, integer=True), Encoding.INTEGER, 10, Role.TRAIN, "list", (LOAD,), rows)
    other = Array((20, 3), "float32", Interval(-1, 1), Encoding.ONE_HOT, 2, Role.TEST, "ndarray", (LOAD, SCALE), object())
    assert join(one, other) == Array((None, 3), interval=Interval(-1, 255), steps=(LOAD, Step("opaque", "branches")))
    same = join(one, Array((20, 3), "uint8", Interval(0, 1), Encoding.INTEGER, 10, Role.TRAIN, "list", (LOAD,), rows))
    assert same == Array((None, 3), "uint8", Interval(0, 255), Encoding.INTEGER, 10, Role.TRAIN, "list", (LOAD,))
    assert isinstance(same, Array)
    assert same.identity is rows
    assert join(one, Array((10, 3))) == Array((10, 3), steps=(Step("opaque", "branches"),))


def test_ways_that_part_at_once_share_nothing() -> None:
    other = Step("load", "keras.datasets.cifar10")
    assert join(Array((3,), steps=(LOAD,)), Array((4,), steps=(other,))) == Array((None,), steps=(Step("opaque", "branches"),))


def test_a_buffer_takes_the_way_of_what_fills_it() -> None:
    buffer = Array((3,), steps=(Step("load", "numpy.zeros", details=(("buffer", True),)),))
    filled = Array((3,), steps=(LOAD, SCALE))
    for joined in (join(buffer, filled), join(filled, buffer)):
        assert isinstance(joined, Array)
        assert joined.steps == (LOAD, SCALE)


def test_what_an_array_tells_of_itself() -> None:
    array = Array((3, None), steps=(LOAD,)).then(SCALE, dtype="float32")
    assert (array.rank, array.dtype, array.source) == (2, "float32", LOAD)
    assert array.has("scale")
    assert not array.has("shuffle")
    assert SCALE.detail("divisor") == 255.0
    assert SCALE.detail("offset") is None
    assert Array().rank is Array().source is Array(steps=(SCALE,)).source is None


def test_intervals() -> None:
    bytes_ = Interval(0, 255, integer=True)
    assert bytes_.join(Interval(-1, 1)) == Interval(-1, 255)
    assert (bytes_.magnitude, Interval(-3, 1).magnitude) == (255, 3)
    assert bytes_.bounded
    assert not Interval(lo=0).bounded
    assert bytes_.within(0, 255)
    assert not bytes_.within(0, 1)


def test_tensors_of_one_node_are_joined_and_others_kept_apart() -> None:
    layer = Api("keras.layers.Dense")
    node, other = (Node(layer, (), (), None) for _ in range(2))  # type: ignore[arg-type]
    assert join(Tensor((None, 3), node=node), Tensor((None, 4), node=node)) == Tensor((None, None), node=node)
    for different in (Tensor((None, 3), node=other), Tensor((None, 3), node=node, index=1)):
        assert isinstance(join(Tensor((None, 3), node=node), different), OneOf)
    unit, pixels = Interval(0.0, 1.0), Interval(0.0, 255.0)
    mixed = join(Tensor((None, 3), "float32", node, 0, unit), Tensor((None, 3), "float16", node, 0, pixels))
    assert mixed == Tensor((None, 3), None, node, 0, pixels)


def test_pipelines_keep_what_they_share() -> None:
    stage = Step("batch", "tf.data.Dataset.batch")
    one = Dataset(Array((3,)), batched=True, size=10, role=Role.TRAIN, stages=(stage,))
    assert join(one, Dataset(Array((4,)), batched=True, size=10, role=Role.TRAIN, stages=(stage,))) == Dataset(
        Array((None,)), batched=True, size=10, role=Role.TRAIN, stages=(stage,)
    )
    assert join(one, Dataset(Array((3,)))) == Dataset(Array((3,)), stages=(Step("opaque", "branches"),))
    assert one.then(stage, size=5).stages == (stage, stage)


def test_a_class_is_searched_through_its_bases() -> None:
    library = Api("keras.Model")
    base = UserClass("Base", (library, UNKNOWN), {"a": ONE})
    derived = UserClass("Derived", (base,), {"b": TWO})
    assert list(derived.ancestors()) == [derived, base, library]
    assert derived.library_base() == derived.library_base("keras.") == "keras.Model"
    assert derived.library_base("torch.") is None
    assert (derived.lookup("a"), derived.lookup("b"), derived.lookup("c")) == (ONE, TWO, None)


def test_equal_dictionaries_of_facts_are_equally_hashed() -> None:
    one, other = Entries({"a": [1], "b": 2}), Entries({"b": 2, "a": [1]})
    assert one == other
    assert hash(one) == hash(other)
    known = {one: 1}
    assert known.get(other) == 1
    assert known.get(Entries({"a": 1})) is None


def test_a_place_is_sent_to_another_process_as_its_span() -> None:
    span = Span("m.py", None, 1, 2, 3, 4)
    assert pickle.loads(pickle.dumps(Place.at(span))).span == span
