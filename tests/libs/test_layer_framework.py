"""The view of a layer call, and what wrapping layers ask of the interpreter: without Keras."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keraslint.libs import signatures
from keraslint.libs.keras.layers import Settings, ShapeError, outputs_of, weights_of
from keraslint.libs.keras.layers.dtypes import policy_parts, promoted
from keraslint.libs.keras.layers.extents import broadcast, reshaped, window_count
from keraslint.libs.keras.layers.literals import UNKNOWN, plain
from keraslint.libs.keras.layers.operations import outputs_of_operation, registered_operations
from keraslint.libs.keras.layers.spec import LayerCall, canonical, entry_of, registered
from keraslint.libs.keras.layers.terms import DEFAULT_SETTINGS
from keraslint.values import (
    Api,
    Argument,
    Const,
    Dict,
    Function,
    Gap,
    Instance,
    Interval,
    OneOf,
    Partial,
    Reason,
    Tensor,
    Tuple,
    Unknown,
    UserClass,
    Value,
)

NOT_KNOWN = Unknown(Reason.PARAMETER)
IMAGE = Tensor((None, 28, 28, 1))


def layer(name: str, /, *, exact: bool = True, unexpected: dict[str, Value] | None = None, **arguments: Value) -> Instance:
    kind = name if "." in name else f"keras.layers.{name}"
    given = {key: Argument(value) for key, value in arguments.items()}
    others = {key: Argument(value) for key, value in (unexpected or {}).items()}
    return Instance(kind, given, others, exact=exact)


def view(instance: Instance, **keywords: Value) -> LayerCall:
    return LayerCall(instance, keywords, DEFAULT_SETTINGS)


def listed(*items: Value) -> Instance:
    return Instance("list", fields={"items": Tuple(items)})


def shape_of(instance: Instance, *inputs: Tensor, settings: Settings = DEFAULT_SETTINGS, **keywords: Value) -> object:
    outcome = outputs_of(instance, inputs, keywords, settings)
    assert isinstance(outcome, tuple)
    return outcome[0].shape if len(outcome) == 1 else tuple(tensor.shape for tensor in outcome)


def test_getters_return_what_is_given() -> None:
    call = view(layer("Conv2D", filters=Const(8), kernel_size=listed(Const(3), Const(5)), padding=Const("SAME")))
    assert call.integer("filters") == call.extent("filters") == 8
    assert call.pair("kernel_size") == (3, 5)
    assert call.pair("strides") == (1, 1)
    assert call.text("padding") == "same"
    assert call.boolean("use_bias") is True
    assert call.is_none("activation") is True
    assert call.is_none("filters") is False


@pytest.mark.parametrize("value", [NOT_KNOWN, OneOf((Const(1), Const(2))), Const(True), Const(2.5), Const("8")])
def test_what_is_no_integer_is_not_known(value: Value) -> None:
    assert view(layer("Dense", units=value)).integer("units") is None


def test_no_getter_guesses() -> None:
    call = view(
        layer("Conv2D", filters=Const(-1), kernel_size=listed(Const(3), NOT_KNOWN), strides=Tuple((Const(1),)), padding=NOT_KNOWN)
    )
    assert call.extent("filters") is None
    assert call.pair("kernel_size") == (3, None)
    assert call.pair("strides") == (None, None)
    assert call.text("padding") is None
    assert view(layer("Conv2D", use_bias=NOT_KNOWN)).boolean("use_bias") is None
    assert view(layer("Conv2D", activation=NOT_KNOWN)).is_none("activation") is None


def test_defaults_hold_only_where_all_arguments_are_seen() -> None:
    assert view(layer("LSTM")).boolean("return_sequences") is False
    assert view(layer("LSTM", exact=False)).boolean("return_sequences") is None
    assert view(layer("Dense")).extent("units") is None


def test_old_names_of_parameters() -> None:
    dense = layer("Dense", unexpected={"output_dim": Const(4), "bias": Const(False)})
    assert shape_of(dense, Tensor((None, 3))) == (None, 4)
    assert weights_of(dense, (Tensor((None, 3)),)) == 12
    first = layer("Flatten", unexpected={"dim_ordering": Const("th")})
    assert view(first).channels_first is True


def test_arguments_of_keras_1() -> None:
    arguments = {
        "nb_filter": Const(8),
        "nb_row": Const(3),
        "nb_col": Const(5),
        "border_mode": Const("same"),
        "bias": Const(False),
    }
    convolution = layer("Convolution2D", **arguments)
    old = Settings(flavour="keras1")
    assert shape_of(convolution, IMAGE, settings=old) == (None, 28, 28, 8)
    assert weights_of(convolution, (IMAGE,), {}, old) == 3 * 5 * 8
    assert shape_of(layer("MaxPooling1D", pool_length=Const(3)), Tensor((None, 9, 4)), settings=old) == (None, 3, 4)
    assert weights_of(layer("GRU", output_dim=Const(3)), (Tensor((None, 9, 4)),), {}, old) == 3 * 3 * (4 + 3 + 1)


def test_names_of_classes() -> None:
    assert canonical("keras.layers.MaxPool2D") == "keras.layers.MaxPooling2D"
    assert canonical("keras.layers.experimental.preprocessing.Rescaling") == "keras.layers.Rescaling"
    assert canonical("tensorflow_addons.layers.GroupNormalization") == "tensorflow_addons.layers.GroupNormalization"
    assert entry_of(layer("keras.layers.convolutional.Convolution2D")) is not None
    assert entry_of(NOT_KNOWN) is None


def test_classes_without_entry() -> None:
    assert outputs_of(layer("NoSuchLayer"), (IMAGE,)) is None
    assert weights_of(layer("NoSuchLayer"), (IMAGE,)) is None
    own = UserClass("Mine", (Api("keras.layers.Dense"),), {})
    assert outputs_of(Instance(own), (IMAGE,)) is None


def test_plain_values() -> None:
    assert plain(listed(Const(1), Tuple((Const("a"), NOT_KNOWN)))) == (1, ("a", UNKNOWN))
    assert plain(Tuple((Const(1), Gap(Reason.LOOP)))) is UNKNOWN
    assert plain(Instance("dict", fields={"items": Dict((("a", Const(1)),))})) == {"a": 1}
    assert plain(Dict((("a", Const(1)),), complete=False)) is UNKNOWN
    nested: Value = Const(1)
    for _ in range(20):
        nested = Tuple((nested,))
    assert "UNKNOWN" in repr(plain(nested))


def test_unknown_rank() -> None:
    anything = Tensor(None, None)
    assert shape_of(layer("Dense", units=Const(3)), anything) is None
    assert shape_of(layer("Conv2D", filters=Const(3), kernel_size=Const(3)), anything) == (None, None, None, 3)
    assert shape_of(layer("Flatten"), anything) == (None, None)
    assert shape_of(layer("LSTM", units=Const(3)), anything) == (None, 3)
    assert shape_of(layer("Reshape", target_shape=Tuple((Const(-1), Const(4)))), anything) == (None, None, 4)


def test_wrong_rank_is_an_error_and_not_an_exception() -> None:
    outcome = outputs_of(layer("LSTM", units=Const(3)), (Tensor((None, 5)),))
    assert outcome == ShapeError("rank", "an input with 3 axes", ((None, 5),))
    assert weights_of(layer("LSTM", units=Const(3)), (Tensor((None, 5)),)) is None


@pytest.mark.parametrize(
    ("instance", "inputs", "kind"),
    [
        (layer("Dense", units=Const(3)), [(None,)], "rank"),
        (layer("Conv2D", filters=Const(3), kernel_size=Const(5)), [(None, 4, 4, 1)], "collapse"),
        (layer("MaxPooling2D"), [(None, 1, 1, 8)], "collapse"),
        (layer("Conv2D", filters=Const(4), kernel_size=Const(1), groups=Const(2)), [(None, 4, 4, 3)], "extent"),
        (layer("Reshape", target_shape=Tuple((Const(5), Const(5)))), [(None, 24)], "elements"),
        (layer("Concatenate"), [(None, 4, 3), (None, 5, 3)], "mismatch"),
        (layer("Add"), [(None, 4), (None, 5)], "mismatch"),
        (layer("Dot", axes=Const(1)), [(None, 4), (None, 5)], "mismatch"),
        (layer("Subtract"), [(None, 4)], "count"),
        (layer("Attention"), [(None, 4, 5)], "count"),
        (layer("BatchNormalization", axis=Const(3)), [(None, 4)], "rank"),
        (layer("GroupNormalization", groups=Const(3)), [(None, 4, 8)], "extent"),
        (layer("Permute", dims=Tuple((Const(2), Const(1)))), [(None, 4)], "rank"),
        (layer("TimeDistributed", layer=layer("Dense", units=Const(2))), [(None, 4)], "rank"),
    ],
)
def test_calls_that_fail(instance: Instance, inputs: list[tuple[int | None, ...]], kind: str) -> None:
    outcome = outputs_of(instance, tuple(map(Tensor, inputs)))
    assert isinstance(outcome, ShapeError)
    assert outcome.kind == kind


def test_keras_2_takes_more_batch_axes() -> None:
    convolution = layer("Conv2D", filters=Const(3), kernel_size=Const(3))
    video = Tensor((None, 5, 9, 9, 4))
    assert isinstance(outputs_of(convolution, (video,)), ShapeError)
    assert shape_of(convolution, video, settings=Settings(flavour="keras2")) == (None, 5, 7, 7, 3)


def test_return_sequences_and_states() -> None:
    sequence = Tensor((None, 7, 6))
    assert shape_of(layer("LSTM", units=Const(3), return_state=Const(True)), sequence) == ((None, 3),) * 3
    assert shape_of(layer("LSTM", units=Const(3), return_sequences=NOT_KNOWN), sequence) is None
    assert outputs_of(layer("LSTM", units=Const(3), return_state=NOT_KNOWN), (sequence,)) is None
    assert shape_of(layer("GRU", units=Const(3)), sequence, Tensor((None, 3))) == (None, 3)
    assert shape_of(layer("GRU", units=Const(3), time_major=Const(True), return_sequences=Const(True)), sequence) == (None, 7, 3)
    assert outputs_of(layer("LSTMCell", units=Const(3)), (Tensor((None, 6)),)) is None
    assert weights_of(layer("CuDNNLSTM", units=Const(3)), (sequence,)) == 4 * 3 * (6 + 3 + 2)


def test_a_cell_that_is_not_known() -> None:
    own = Instance(UserClass("Cell", (Api("keras.Layer"),), {}))
    assert shape_of(layer("RNN", cell=own), Tensor((None, 7, 6))) == (None, None)
    assert weights_of(layer("RNN", cell=own), (Tensor((None, 7, 6)),)) is None
    stacked = layer("RNN", cell=listed(layer("LSTMCell", units=Const(2)), own), return_state=Const(True))
    assert outputs_of(stacked, (Tensor((None, 7, 6)),)) is None


def test_wrapped_models_are_asked_of_the_interpreter() -> None:
    model = Instance("keras.Sequential")
    distributed = layer("TimeDistributed", layer=model)
    clip = Tensor((None, 5, 28, 28, 1))
    asked: list[tuple[Value, tuple[Tensor, ...]]] = []

    def apply(value: Value, tensors: tuple[Tensor, ...]) -> Value:
        asked.append((value, tensors))
        return Tensor((None, 10), interval=Interval(0.0, 1.0))

    settings = Settings(apply=apply, count=lambda _value, _tensors: 7)
    assert shape_of(distributed, clip, settings=settings) == (None, 5, 10)
    assert asked == [(model, (Tensor((None, 28, 28, 1)),))]
    assert weights_of(distributed, (clip,), settings=settings) == 7
    assert shape_of(distributed, clip) is None
    assert weights_of(distributed, (clip,)) is None


def test_lambda_asks_the_interpreter() -> None:
    function = Function("f", None, None)
    calls: list[Value] = []

    def apply(value: Value, tensors: tuple[Tensor, ...]) -> Value:
        calls.append(value)
        return Tuple((tensors[0], Tensor((None, 2))))

    settings = Settings(apply=apply)
    assert shape_of(layer("Lambda", function=function), IMAGE, settings=settings) == (IMAGE.shape, (None, 2))
    arguments = Instance("dict", fields={"items": Dict((("axis", Const(1)),))})
    outputs_of(layer("Lambda", function=function, arguments=arguments), (IMAGE,), {}, settings)
    outputs_of(layer("Lambda", function=function, arguments=NOT_KNOWN), (IMAGE,), {}, settings)
    assert calls == [function, Partial(function, (), (("axis", Const(1)),)), Unknown(Reason.UNMODELLED_CALL)]
    assert shape_of(layer("Lambda", function=function), IMAGE) is None
    assert shape_of(layer("Lambda", function=function, output_shape=Tuple((Const(3),))), IMAGE) == (None, 3)


def test_layers_that_wrap_themselves_end() -> None:
    content = listed()
    stack = layer("StackedRNNCells", cells=content)
    content.fields["items"] = Tuple((stack,))
    assert weights_of(layer("RNN", cell=stack), (Tensor((None, 7, 6)),)) is None
    inner = layer("TimeDistributed")
    inner.arguments["layer"] = Argument(inner)
    assert shape_of(inner, Tensor((None,) * 30)) is None
    assert weights_of(inner, (Tensor((None,) * 30),)) is None


def test_attention_arguments_by_keyword() -> None:
    heads = layer("MultiHeadAttention", num_heads=Const(2), key_dim=Const(4))
    query, value, mask = Tensor((None, 5, 8)), Tensor((None, 7, 6)), Tensor((None, 5, 7), "bool")
    assert shape_of(heads, query, value, mask, attention_mask=mask) == (None, 5, 8)
    assert outputs_of(heads, (), {"query": query, "value": value}) == outputs_of(heads, (query, value))
    assert weights_of(heads, (), {"query": query, "value": value}) == weights_of(heads, (query, value))
    assert outputs_of(heads, (query,)) is None
    assert outputs_of(heads, (query,), {"value": NOT_KNOWN}) is None
    assert outputs_of(heads, (query, value), {"return_attention_scores": NOT_KNOWN}) is None


def test_inputs_by_keyword() -> None:
    assert shape_of(layer("Flatten"), inputs=IMAGE) == (None, 784)
    assert outputs_of(layer("Flatten"), (IMAGE, IMAGE)) is None


def test_policies() -> None:
    assert policy_parts("mixed_bfloat16") == ("", "bfloat16")
    assert policy_parts("int8_from_mixed_bfloat16") == ("int8", "bfloat16")
    assert policy_parts("int4/64_from_float32") == ("int4/64", "float32")
    named = layer("keras.DTypePolicy", name=Const("mixed_float16"))
    outcome = outputs_of(layer("Dense", units=Const(1), dtype=named), (Tensor((None, 2)),))
    assert outcome == (Tensor((None, 1), "float16"),)
    assert weights_of(layer("Dense", units=Const(1), dtype=Const("int4_from_float32")), (Tensor((None, 2)),)) is None
    unknown = outputs_of(layer("Dense", units=Const(1)), (Tensor((None, 2)),), {}, Settings(policy=None))
    assert unknown == (Tensor((None, 1), None),)
    assert outputs_of(layer("Dense", units=Const(1), dtype=Api("tensorflow.float64")), (Tensor((None, 2)),)) == (
        Tensor((None, 1), "float64"),
    )


def test_promotion() -> None:
    assert promoted("float16", "bfloat16") == "float32"
    assert promoted("int64", "float16") == "float16"
    assert promoted("int8", "int32") is None
    assert promoted("float32", None) is None
    assert promoted("float32", "str") is None


def test_extents() -> None:
    assert broadcast([(None, 5), (1, 1), (3, 1, 5)]) == (3, None, 5)
    assert broadcast([(2,), (3,)]) == "mismatch"
    assert reshaped((None, 4), (-1, 2)) == (None, 2)
    assert reshaped((6,), (-1, -1)) == "mismatch"
    assert window_count(None, 3, 1, 1, "valid") is None
    assert window_count(7, None, 2, None, "same") == 4


def test_ranges_of_activations() -> None:
    dense = layer("Dense", units=Const(1), activation=Api("tensorflow.nn.sigmoid"))
    outcome = outputs_of(dense, (Tensor((None, 2)),))
    assert isinstance(outcome, tuple)
    assert outcome[0].interval == Interval(0.0, 1.0)
    nothing = outputs_of(layer("Dense", units=Const(1), activation=NOT_KNOWN), (Tensor((None, 2)),))
    assert nothing == (Tensor((None, 1)),)


def parameters_of(name: str) -> list[str]:
    """Return the parameters of a layer class that may matter."""
    known = signatures.load()
    signature = known.signature(known.canonical(name))
    ignored = ("_initializer", "_regularizer", "_constraint")
    names = [] if signature is None else [parameter.name for parameter in signature.parameters]
    return [name for name in (*names, "dtype") if not name.endswith(ignored)]


SCALARS = st.sampled_from(
    [None, True, 0, 1, 2, -1, -7, 3.5, float("nan"), float("inf"), 10**12, "", "same", "int", "sum", "log", "ab,bc->ac"]
)
ATOMS = st.one_of(st.builds(Const, SCALARS), st.sampled_from([NOT_KNOWN, Api("tensorflow.float16"), OneOf((Const(1), Const(2)))]))
VALUES: st.SearchStrategy[Value] = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Tuple(tuple(items))),
        st.lists(inner, max_size=3).map(lambda items: listed(*items)),
        inner.map(lambda units: layer("LSTM", units=units)),
        inner.map(lambda units: layer("Conv2D", filters=units, kernel_size=units)),
    ),
    max_leaves=5,
)
SHAPES = st.one_of(st.none(), st.lists(st.sampled_from([None, 0, 1, 2, 3, 8]), max_size=6).map(tuple))


@given(data=st.data(), name=st.sampled_from(sorted(registered())), shapes=st.lists(SHAPES, min_size=1, max_size=3))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_no_argument_upsets_an_entry(data: st.DataObject, name: str, shapes: list[tuple[int | None, ...] | None]) -> None:
    arguments = data.draw(st.dictionaries(st.sampled_from(parameters_of(name)), VALUES, min_size=1))
    instance = layer(name, exact=data.draw(st.booleans()), **arguments)
    tensors = tuple(Tensor(shape, interval=Interval(0.0, 1.0)) for shape in shapes)
    outcome = outputs_of(instance, tensors)
    assert outcome is None or isinstance(outcome, ShapeError | tuple)
    for tensor in outcome if isinstance(outcome, tuple) else ():
        assert tensor.shape is None or all(extent is None or isinstance(extent, int) for extent in tensor.shape)
    weights = weights_of(instance, tensors)
    assert weights is None or weights >= 0


@given(
    name=st.sampled_from(registered_operations()),
    positional=st.lists(st.one_of(VALUES, SHAPES.map(Tensor)), max_size=4),
    keywords=st.dictionaries(st.sampled_from(["axis", "keepdims", "shape", "dtype", "axes", "perm", "name"]), VALUES, max_size=2),
)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_no_argument_upsets_an_operation(name: str, positional: list[Value], keywords: dict[str, Value]) -> None:
    outcome = outputs_of_operation(name, positional, keywords)
    assert outcome is None or isinstance(outcome, ShapeError | tuple)
