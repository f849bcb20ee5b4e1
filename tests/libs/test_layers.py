"""Every public layer of the real Keras is built and called, and what comes out is compared with what is recovered."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keraslint.libs.keras.layers import Outcome, Settings, ShapeError, outputs_of, weights_of
from keraslint.libs.keras.layers.spec import canonical, entry_of
from keraslint.values import Argument, Const, Instance, Interval, Reason, Tensor, Tuple, Unknown, Value

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

keras = pytest.importorskip("keras", reason="needs a real Keras")
np = pytest.importorskip("numpy")
tf = pytest.importorskip("tensorflow", reason="needs the TensorFlow backend")
tf_keras = pytest.importorskip("tf_keras", reason="needs tf_keras for what Keras 2 had besides")

Shape = tuple[int, ...]
MODULES: dict[str, ModuleType] = {"keras3": keras, "keras2": tf_keras}
BOTH = ("keras3", "keras2")


@dataclass(frozen=True)
class Make:
    """A layer with its arguments, from which the real one and the abstract one are made."""

    name: str
    arguments: dict[str, Any]

    def real(self, module: ModuleType) -> Any:
        return getattr(module.layers, self.name)(**{name: _real(value, module) for name, value in self.arguments.items()})

    def abstract(self) -> Instance:
        arguments = {name: Argument(_abstract(value)) for name, value in self.arguments.items()}
        return Instance(f"keras.layers.{self.name}", arguments)


def make(name: str, **arguments: Any) -> Make:
    return Make(name, arguments)


def _real(value: Any, module: ModuleType) -> Any:
    if isinstance(value, Make):
        return value.real(module)
    return type(value)(_real(item, module) for item in value) if isinstance(value, list | tuple) else value


def _abstract(value: Any) -> Value:
    match value:
        case Make():
            return value.abstract()
        case tuple():
            return Tuple(tuple(map(_abstract, value)))
        case list():
            return Instance("list", fields={"items": Tuple(tuple(map(_abstract, value)))})
    return Const(value)


@dataclass(frozen=True)
class Case:
    """A layer called on inputs of some shapes. ``open`` names what need not be recovered: ``shape``, ``dtype`` or ``weights``."""

    layer: Make
    shapes: tuple[Shape, ...]
    dtype: str = "float32"
    flavours: tuple[str, ...] = BOTH
    apart: bool = False
    keywords: dict[str, Any] = field(default_factory=dict)
    named: dict[str, Shape] = field(default_factory=dict)
    open: frozenset[str] = frozenset()
    interval: tuple[float, float] | None = None

    def settings(self, flavour: str) -> Settings:
        return Settings(flavour=flavour)

    def tensors(self) -> tuple[Tensor, ...]:
        interval = None if self.interval is None else Interval(*self.interval)
        return tuple(Tensor(shape, self.dtype, interval=interval) for shape in self.shapes)

    def call_keywords(self) -> dict[str, Value]:
        named = {name: Tensor(shape, self.dtype) for name, shape in self.named.items()}
        return {**{name: _abstract(value) for name, value in self.keywords.items()}, **named}

    def outcome(self, flavour: str, tensors: tuple[Tensor, ...] | None = None, layer: Instance | None = None) -> Outcome:
        inputs = self.tensors() if tensors is None else tensors
        return outputs_of(layer or self.layer.abstract(), inputs, self.call_keywords(), self.settings(flavour))

    def weights(self, flavour: str, tensors: tuple[Tensor, ...] | None = None, layer: Instance | None = None) -> int | None:
        inputs = self.tensors() if tensors is None else tensors
        return weights_of(layer or self.layer.abstract(), inputs, self.call_keywords(), self.settings(flavour))


def case(layer: Make, *shapes: Shape, open: str = "", flavours: str = "keras3 keras2", **rest: Any) -> Case:  # noqa: A002
    return Case(layer, shapes, open=frozenset(open.split()), flavours=tuple(flavours.split()), **rest)


VECTOR, SEQUENCE, IMAGE, VOLUME = (4, 6), (4, 7, 6), (2, 9, 10, 3), (2, 7, 8, 9, 3)
SPATIAL = {1: (2, 9, 4), 2: (2, 9, 10, 4), 3: (2, 7, 8, 9, 4)}
FIRST = {1: (2, 4, 9), 2: (2, 4, 9, 10), 3: (2, 4, 7, 8, 9)}
NEW, OLD = "keras3", "keras2"


def same_shape() -> Iterator[Case]:
    """Layers that do nothing to the shape, on inputs of several ranks."""
    plain = [
        make("Activation", activation="relu"),
        make("Activation", activation="softmax"),
        make("ActivityRegularization", l1=0.1),
        make("AlphaDropout", rate=0.3),
        make("Dropout", rate=0.25),
        make("ELU"),
        make("ELU", alpha=0.5),
        make("GaussianDropout", rate=0.5),
        make("GaussianNoise", stddev=1.0),
        make("LeakyReLU"),
        make("PReLU"),
        make("ReLU"),
        make("ReLU", max_value=6.0),
        make("ReLU", max_value=6.0, negative_slope=0.1, threshold=0.5),
        make("Softmax"),
        make("Softmax", axis=1),
        make("BatchNormalization"),
        make("BatchNormalization", axis=1, scale=False),
        make("BatchNormalization", center=False, scale=False),
        make("LayerNormalization"),
        make("LayerNormalization", center=False),
        make("UnitNormalization"),
        make("Masking", mask_value=0.5),
        make("Rescaling", scale=1 / 255),
        make("Rescaling", scale=2.0, offset=-1.0),
        make("Normalization"),
    ]
    for layer, shape in itertools.product(plain, (VECTOR, SEQUENCE, IMAGE)):
        yield case(layer, shape, interval=(0.0, 255.0))
    yield case(make("Identity"), IMAGE, interval=(-1.0, 1.0))
    yield case(make("Identity"), VECTOR, dtype="int32")
    yield case(make("ThresholdedReLU", theta=0.5), VECTOR, flavours=OLD, interval=(-2.0, 2.0))
    yield case(make("PReLU", shared_axes=[1, 2]), IMAGE)
    yield case(make("PReLU", shared_axes=(1,)), SEQUENCE)
    yield case(make("BatchNormalization", renorm=True), IMAGE)
    yield case(make("LayerNormalization", axis=[1, 2]), IMAGE)
    yield case(make("LayerNormalization", axis=(-2, -1)), SEQUENCE)
    yield case(make("RMSNormalization"), SEQUENCE, flavours=NEW)
    yield case(make("RMSNormalization", axis=(1, 2)), SEQUENCE, flavours=NEW)
    yield case(make("GroupNormalization", groups=2), (2, 5, 6, 8))
    yield case(make("GroupNormalization", groups=-1, axis=1), (2, 4, 6, 8))
    yield case(make("GroupNormalization", groups=3, scale=False), SEQUENCE)
    yield case(make("Normalization", axis=None), VECTOR)
    yield case(make("Normalization", axis=(1, 2)), SEQUENCE)
    yield case(make("Normalization", mean=[0.0] * 6, variance=[1.0] * 6), VECTOR)
    yield case(make("Normalization", mean=3.0, variance=2.0, axis=None), IMAGE)
    yield case(make("SpatialDropout1D", rate=0.5), SEQUENCE, interval=(-1.0, 2.0))
    yield case(make("SpatialDropout2D", rate=0.5), IMAGE)
    yield case(make("SpatialDropout3D", rate=0.5), VOLUME)
    yield case(make("Rescaling", scale=(0.1, 0.2, 0.5), offset=(1.0, -1.0, 0.0)), IMAGE, interval=(0.0, 255.0))
    yield case(make("Rescaling", scale=1 / 255), IMAGE, dtype="uint8", interval=(0.0, 255.0))


def dense() -> Iterator[Case]:
    for shape in (VECTOR, SEQUENCE, IMAGE):
        yield case(make("Dense", units=5), shape)
        yield case(make("Dense", units=1, activation="sigmoid", use_bias=False), shape)
        yield case(make("Dense", units=3, activation="softmax"), shape)
    yield case(make("Dense", units=3, activation="tanh", dtype="float64"), VECTOR)
    yield case(make("Dense", units=3, dtype="mixed_float16"), VECTOR)
    yield case(make("Dense", units=3), VECTOR, dtype="int32")
    yield case(make("Dense", units=4, activation="glu"), VECTOR, flavours=NEW, open="shape")
    yield case(make("Dense", units=3, lora_rank=2), VECTOR, flavours=NEW)
    yield case(make("Dense", units=3, dtype="int8_from_float32"), VECTOR, flavours=NEW)
    yield case(make("Embedding", input_dim=10, output_dim=3), (4, 7), dtype="int32")
    yield case(make("Embedding", input_dim=10, output_dim=3, mask_zero=True), (4,), dtype="int64")
    yield case(make("Embedding", input_dim=10, output_dim=3), (4, 7))
    yield case(make("Embedding", input_dim=10, output_dim=3, lora_rank=2), (4, 7), dtype="int32", flavours=NEW)
    yield case(make("Embedding", input_dim=10, output_dim=3, dtype="int8_from_float32"), (4, 7), dtype="int32", flavours=NEW)
    for tied in (True, False):
        yield case(make("ReversibleEmbedding", input_dim=10, output_dim=3, tie_weights=tied), (4, 7), dtype="int32", flavours=NEW)
    reversible = make("ReversibleEmbedding", input_dim=10, output_dim=3)
    yield case(reversible, (4, 7, 3), flavours=NEW, keywords={"reverse": True})
    for equation, target, biases, shape in (
        ("ab,bc->ac", 5, "c", VECTOR),
        ("abc,cd->abd", (None, 5), "d", SEQUENCE),
        ("abc,cd->abd", (7, 5), None, SEQUENCE),
        ("...x,xy->...y", 5, "y", IMAGE),
        ("ab...,bc->ac...", 5, None, (4, 6, 3)),
        ("abc,cde->abde", (None, 2, 3), "de", SEQUENCE),
        ("abcd,cde->abe", (None, 8), "e", (4, 7, 2, 3)),
    ):
        yield case(make("EinsumDense", equation=equation, output_shape=target, bias_axes=biases, activation="relu"), shape)


def convolutions() -> Iterator[Case]:
    for axes, shape in SPATIAL.items():
        first = FIRST[axes]
        for kernel, strides, padding, dilation in (
            (3, 1, "valid", 1),
            (2, 2, "same", 1),
            (3, 2, "valid", 1),
            (2, 1, "same", 2),
            (2, 1, "valid", 2),
            (1, 3, "VALID", 1),
        ):
            arguments = {"kernel_size": kernel, "strides": strides, "padding": padding}
            dilated = {**arguments, "dilation_rate": dilation}
            yield case(make(f"Conv{axes}D", filters=6, **dilated), shape)
            yield case(make(f"Conv{axes}DTranspose", filters=6, **dilated), shape, open="shape" if dilation > 1 else "")
            if axes < 3:
                yield case(make(f"SeparableConv{axes}D", filters=6, **dilated), shape)
                yield case(make(f"DepthwiseConv{axes}D", **dilated), shape)
        yield case(make(f"Conv{axes}D", filters=6, kernel_size=(2,) * axes, groups=2, activation="relu"), shape)
        yield case(make(f"Conv{axes}D", filters=6, kernel_size=[3] * axes, data_format="channels_first", use_bias=False), first)
        yield case(make(f"Conv{axes}DTranspose", filters=6, kernel_size=3, strides=2, data_format="channels_first"), first)
        for padding, extra in itertools.product(("same", "valid"), (0, 1)):
            arguments = {"kernel_size": 3, "strides": 2, "padding": padding, "output_padding": extra}
            yield case(make(f"Conv{axes}DTranspose", filters=2, **arguments), shape)
        if axes < 3:
            arguments = {"kernel_size": 2, "depth_multiplier": 3, "use_bias": False}
            yield case(make(f"DepthwiseConv{axes}D", **arguments), shape)
            yield case(make(f"SeparableConv{axes}D", filters=5, **arguments), shape)
            yield case(make(f"LocallyConnected{axes}D", filters=5, kernel_size=3, strides=2), shape, flavours=OLD)
            yield case(make(f"LocallyConnected{axes}D", filters=5, kernel_size=2, use_bias=False), shape, flavours=OLD)
    yield case(make("Conv1D", filters=3, kernel_size=4, padding="causal", dilation_rate=2), (2, 9, 4))
    yield case(make("Conv2D", filters=3, kernel_size=(2, 3), strides=(2, 1), padding="same"), IMAGE)
    yield case(make("Conv2D", filters=3, kernel_size=3), (2, 5, 9, 10, 4), flavours=OLD)
    yield case(make("Conv2D", filters=3, kernel_size=3, lora_rank=2), IMAGE, flavours=NEW)
    yield case(make("Conv2DTranspose", filters=3, kernel_size=(4, 3), strides=(2, 3), padding="same"), IMAGE)


def pools() -> Iterator[Case]:
    for axes, mode in itertools.product((1, 2, 3), ("Max", "Average")):
        name = f"{mode}Pooling{axes}D"
        for size, strides, padding in ((2, None, "valid"), (3, 2, "same"), (2, 1, "valid"), (3, None, "same")):
            yield case(make(name, pool_size=size, strides=strides, padding=padding), SPATIAL[axes], interval=(1.0, 3.0))
        yield case(make(name, pool_size=2), SPATIAL[axes])
        yield case(make(name, pool_size=(2,) * axes), SPATIAL[axes])
        yield case(make(f"Global{name}"), SPATIAL[axes], interval=(-1.0, 3.0))
        yield case(make(f"Global{name}", keepdims=True), SPATIAL[axes])
        yield case(make(f"Global{name}", data_format="channels_first"), FIRST[axes])
        yield case(make(f"Adaptive{name}", output_size=3), SPATIAL[axes], flavours=NEW)
        yield case(make(f"Adaptive{name}", output_size=(2,) * axes, data_format="channels_first"), FIRST[axes], flavours=NEW)
    yield case(make("MaxPooling2D"), IMAGE)
    yield case(make("MaxPooling2D", pool_size=(2, 3), strides=(3, 1)), IMAGE)


def recurrent() -> Iterator[Case]:
    for kind in ("LSTM", "GRU", "SimpleRNN"):
        yield case(make(kind, units=5), SEQUENCE)
        yield case(make(kind, units=5, return_sequences=True, go_backwards=True), SEQUENCE)
        yield case(make(kind, units=5, return_sequences=True, return_state=True, use_bias=False), SEQUENCE)
        yield case(make(kind, units=5, return_state=True, activation="relu"), SEQUENCE)
        yield case(make(kind, units=5, stateful=True), SEQUENCE)
        inner = make(kind, units=5, return_sequences=True)
        for mode in ("concat", "sum", "mul", "ave", None) if kind == "SimpleRNN" else ("concat",):
            yield case(make("Bidirectional", layer=inner, merge_mode=mode), SEQUENCE)
        yield case(make("Bidirectional", layer=make(kind, units=4, return_state=True)), SEQUENCE)
        backward = make(kind, units=5, return_sequences=True, go_backwards=True)
        yield case(make("Bidirectional", layer=inner, backward_layer=backward), SEQUENCE)
        cell = make(f"{kind}Cell", units=4)
        yield case(make("RNN", cell=cell), SEQUENCE)
        yield case(make("RNN", cell=cell, return_sequences=True, return_state=True), SEQUENCE)
        yield case(make("RNN", cell=[cell, make("GRUCell", units=3)], return_sequences=True), SEQUENCE)
        yield case(make("RNN", cell=make("StackedRNNCells", cells=[cell, make("LSTMCell", units=3)])), SEQUENCE)
    yield case(make("GRU", units=5, reset_after=False), SEQUENCE)
    yield case(make("Bidirectional", layer=make("GRU", units=4, return_state=True), merge_mode=None), SEQUENCE, open="shape")
    for axes, shape, first in (
        (1, (2, 2, 9, 4), (2, 2, 4, 9)),
        (2, (2, 2, 6, 7, 4), (2, 2, 4, 6, 7)),
        (3, (1, 2, 4, 3, 5, 2), (1, 2, 2, 4, 3, 5)),
    ):
        yield case(make(f"ConvLSTM{axes}D", filters=2, kernel_size=3), shape)
        yield case(make(f"ConvLSTM{axes}D", filters=2, kernel_size=2, padding="same", return_sequences=True), shape)
        arguments = {"filters": 2, "kernel_size": 3, "strides": 2, "return_state": True, "use_bias": False}
        yield case(make(f"ConvLSTM{axes}D", **arguments), shape)
        first_arguments = {"filters": 2, "kernel_size": 3, "return_sequences": True, "data_format": "channels_first"}
        yield case(make(f"ConvLSTM{axes}D", **first_arguments), first)


def wrapped() -> Iterator[Case]:
    yield case(make("TimeDistributed", layer=make("Dense", units=3, activation="sigmoid")), SEQUENCE)
    yield case(make("TimeDistributed", layer=make("Conv2D", filters=3, kernel_size=3)), (2, 5, 9, 10, 4))
    yield case(make("TimeDistributed", layer=make("Flatten")), (2, 5, 9, 10, 4))
    yield case(make("TimeDistributed", layer=make("LSTM", units=3)), (2, 5, 9, 10))
    yield case(make("TimeDistributed", layer=make("TimeDistributed", layer=make("Dense", units=3))), (2, 5, 9, 10))
    yield case(make("SpectralNormalization", layer=make("Dense", units=3)), VECTOR, flavours=NEW)
    yield case(make("SpectralNormalization", layer=make("Conv2D", filters=3, kernel_size=3)), IMAGE, flavours=NEW)
    steps = [make("Rescaling", scale=0.5), make("RandomFlip"), make("Resizing", height=4, width=5)]
    yield case(make("Pipeline", layers=steps), IMAGE, flavours=NEW, interval=(0.0, 8.0))


def reshaping() -> Iterator[Case]:
    for shape in (VECTOR, SEQUENCE, IMAGE, (4,)):
        yield case(make("Flatten"), shape, interval=(0.0, 2.0))
    yield case(make("Flatten", data_format="channels_first"), IMAGE)
    yield case(make("Flatten"), VECTOR, dtype="int32")
    for target in ((6, 7), (-1,), (2, -1), (3, 2, 7), [42]):
        yield case(make("Reshape", target_shape=target), SEQUENCE)
    yield case(make("Reshape", target_shape=(6, 7)), SEQUENCE, dtype="int32")
    yield case(make("Permute", dims=(2, 1)), SEQUENCE)
    yield case(make("Permute", dims=(3, 1, 2)), IMAGE)
    yield case(make("RepeatVector", n=3), VECTOR)
    yield case(make("Cropping1D"), SEQUENCE)
    yield case(make("Cropping1D", cropping=(1, 2)), SEQUENCE)
    yield case(make("Cropping2D"), IMAGE)
    yield case(make("Cropping2D", cropping=((1, 0), (2, 3))), IMAGE)
    yield case(make("Cropping2D", cropping=(1, 2), data_format="channels_first"), (2, 3, 9, 10))
    yield case(make("Cropping2D", cropping=2), IMAGE)
    yield case(make("Cropping3D", cropping=((1, 0), (2, 3), (0, 1))), VOLUME)
    yield case(make("Cropping3D", cropping=1), VOLUME)
    yield case(make("ZeroPadding1D"), SEQUENCE)
    yield case(make("ZeroPadding1D", padding=(0, 3)), SEQUENCE)
    yield case(make("ZeroPadding2D"), IMAGE, interval=(1.0, 2.0))
    yield case(make("ZeroPadding2D", padding=((1, 0), (2, 3))), IMAGE)
    yield case(make("ZeroPadding2D", padding=[1, 2], data_format="channels_first"), IMAGE)
    yield case(make("ZeroPadding3D", padding=(1, 2, 0)), VOLUME)
    yield case(make("ZeroPadding3D", padding=2), VOLUME)
    yield case(make("UpSampling1D", size=3), SEQUENCE)
    yield case(make("UpSampling2D"), IMAGE, interval=(1.0, 2.0))
    yield case(make("UpSampling2D", size=(2, 3), interpolation="bilinear"), IMAGE, interval=(1.0, 2.0))
    yield case(make("UpSampling2D", interpolation="bicubic", data_format="channels_first"), IMAGE, interval=(1.0, 2.0))
    yield case(make("UpSampling3D", size=(1, 2, 3)), VOLUME)


def merging() -> Iterator[Case]:
    for name in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
        yield case(make(name), IMAGE, IMAGE, interval=(-1.0, 2.0))
        yield case(make(name), SEQUENCE, SEQUENCE, SEQUENCE, interval=(1.0, 2.0))
        yield case(make(name), (2, 9, 10, 3), (2, 1, 1, 3))
        yield case(make(name), (2, 9, 10, 3), (2, 10, 3))
        yield case(make(name), VECTOR, VECTOR, dtype="int32")
    yield case(make("Subtract"), VECTOR, VECTOR, interval=(0.0, 1.0))
    yield case(make("Concatenate"), (2, 3, 4), (2, 3, 5), (2, 3, 1), interval=(0.0, 1.0))
    yield case(make("Concatenate", axis=1), (2, 3, 4), (2, 5, 4))
    yield case(make("Concatenate", axis=-2), (2, 3, 4), (2, 5, 4))
    for axes, one, other in (
        (1, (4, 6), (4, 6)),
        (-1, (4, 5, 6), (4, 7, 6)),
        ((2, 1), (4, 5, 6), (4, 6, 7)),
        ((1, 2), (4, 6), (4, 7, 6)),
        (2, (4, 5, 6), (4, 7, 6)),
    ):
        yield case(make("Dot", axes=axes), one, other)
    yield case(make("Dot", axes=1, normalize=True), VECTOR, VECTOR, interval=(-3.0, 2.0))


def attention() -> Iterator[Case]:
    query, value = (2, 5, 8), (2, 7, 6)
    heads = make("MultiHeadAttention", num_heads=3, key_dim=4)
    yield case(heads, query, query, apart=True)
    yield case(heads, query, value, apart=True)
    yield case(heads, query, value, (2, 7, 3), apart=True)
    yield case(heads, query, apart=True, named={"value": value})
    yield case(heads, query, query, apart=True, keywords={"return_attention_scores": True})
    yield case(heads, query, value, apart=True, keywords={"return_attention_scores": True, "use_causal_mask": True})
    for arguments in ({"value_dim": 5}, {"output_shape": 9}, {"use_bias": False, "output_shape": (2, 3)}, {"dropout": 0.5}):
        yield case(make("MultiHeadAttention", num_heads=3, key_dim=4, **arguments), query, value, apart=True)
    yield case(make("MultiHeadAttention", num_heads=2, key_dim=4, attention_axes=(1,)), (2, 5, 3, 8), (2, 7, 3, 8), apart=True)
    yield case(make("MultiHeadAttention", num_heads=2, key_dim=4), (2, 5, 3, 8), (2, 5, 3, 8), apart=True)
    yield case(make("MultiHeadAttention", num_heads=2, key_dim=4, use_gate=True), query, value, apart=True, flavours=NEW)
    for arguments in ({}, {"use_bias": False}, {"use_gate": True}):
        grouped = make("GroupQueryAttention", head_dim=4, num_query_heads=6, num_key_value_heads=3, **arguments)
        yield case(grouped, query, (2, 7, 8), apart=True, flavours=NEW)
    yield case(grouped, query, query, apart=True, flavours=NEW, keywords={"return_attention_scores": True})
    for name in ("Attention", "AdditiveAttention"):
        yield case(make(name), query, (2, 7, 8), open="weights")
        yield case(make(name, use_scale=True), query, (2, 7, 8), (2, 7, 8), open="weights")
        yield case(make(name, use_scale=False), query, (2, 7, 8), keywords={"return_attention_scores": True}, open="weights")
    yield case(make("Attention", score_mode="concat", use_scale=True), query, (2, 7, 8), flavours=NEW)


def images() -> Iterator[Case]:
    picture, batch = (12, 10, 3), (2, 12, 10, 3)
    for shape in (picture, batch):
        for interpolation in ("bilinear", "nearest", "bicubic"):
            yield case(make("Resizing", height=5, width=7, interpolation=interpolation), shape, interval=(1.0, 2.0))
        yield case(make("CenterCrop", height=5, width=7), shape, interval=(1.0, 2.0))
        yield case(make("RandomCrop", height=5, width=7), shape, interval=(1.0, 2.0))
        yield case(make("RandomFlip"), shape, interval=(1.0, 2.0))
    yield case(make("Resizing", height=5, width=7, crop_to_aspect_ratio=True), batch, interval=(1.0, 2.0))
    yield case(
        make("Resizing", height=5, width=9, pad_to_aspect_ratio=True, fill_value=7.0), batch, flavours=NEW, interval=(1.0, 2.0)
    )
    yield case(make("CenterCrop", height=20, width=7), batch)
    for fill in ("reflect", "constant", "nearest", "wrap"):
        arguments = {"fill_mode": fill, "fill_value": -3.0}
        yield case(make("RandomRotation", factor=0.2, **arguments), batch, interval=(1.0, 2.0))
        yield case(make("RandomTranslation", height_factor=0.2, width_factor=0.3, **arguments), batch, interval=(1.0, 2.0))
        yield case(make("RandomZoom", height_factor=0.3, **arguments), batch, interval=(1.0, 2.0))
    for name in ("RandomBrightness", "RandomContrast"):
        yield case(make(name, factor=0.3), batch, interval=(0.0, 255.0))
    for name in ("RandomHue", "RandomSaturation", "RandomColorDegeneration", "RandomSharpness"):
        yield case(make(name, factor=0.3), batch, flavours=NEW, interval=(0.0, 255.0))
    yield case(make("RandomPosterization", factor=4), batch, flavours=NEW, interval=(0.0, 255.0))
    for name in (
        "AugMix", "AutoContrast", "ContrastLimitedAdaptiveHistogramEqualization", "CutMix", "Equalization", "MixUp",
        "RandAugment", "RandomColorJitter", "RandomElasticTransform", "RandomErasing", "RandomGaussianBlur",
        "RandomGrayscale", "RandomInvert", "RandomPerspective", "RandomShear", "Solarization",
    ):  # fmt: skip
        yield case(make(name), (2, 16, 16, 3), flavours=NEW, interval=(0.0, 255.0))
    yield case(make("RandomHeight", factor=0.3), batch, flavours=OLD, open="shape")
    yield case(make("RandomWidth", factor=0.3), batch, flavours=OLD, open="shape")


def encodings() -> Iterator[Case]:
    for mode, shape in itertools.product(("int", "one_hot", "multi_hot", "count"), ((4,), (4, 1), (4, 5))):
        flavours = NEW if mode == "one_hot" and shape == (4, 5) else f"{NEW} {OLD}"
        rows = "shape" if mode != "int" and len(shape) == 1 else ""
        yield case(
            make("Hashing", num_bins=8, output_mode=mode), shape, flavours=flavours, dtype="int32", open=rows, interval=(0, 7)
        )
        boundaries = make("Discretization", bin_boundaries=[0.0, 1.0, 2.0], output_mode=mode)
        yield case(boundaries, shape, flavours=flavours, open=f"{rows} dtype", interval=(-1.0, 3.0))
        words = make("StringLookup", vocabulary=["a", "b", "c"], output_mode=mode, mask_token="")
        yield case(words, shape, flavours=flavours, dtype="str", open=f"{rows} dtype" if mode != "int" else "")
        numbers = make("IntegerLookup", vocabulary=[3, 5, 7], output_mode=mode, num_oov_indices=2)
        yield case(
            numbers, shape, flavours=flavours, dtype="int64", open=f"{rows} dtype" if mode != "int" else "", interval=(0, 9)
        )
        if mode != "int":
            encoding = make("CategoryEncoding", num_tokens=8, output_mode=mode)
            yield case(encoding, shape, flavours=flavours, dtype="int32", open=rows, interval=(0, 7))
    yield case(make("CategoryEncoding", num_tokens=4), (4, 5), dtype="int64", interval=(0, 3))
    yield case(make("StringLookup", vocabulary=["a", "b"], invert=True), (4, 5), dtype="int64", interval=(0, 2))
    yield case(
        make("IntegerLookup", max_tokens=9, output_mode="multi_hot", pad_to_max_tokens=True), (4, 5), dtype="int64", open="dtype"
    )
    for mode in ("int", "one_hot"):
        yield case(make("HashedCrossing", num_bins=8, output_mode=mode), (4, 1), (4, 1), dtype="int64")
    yield case(make("TextVectorization", vocabulary=["a", "b"], output_sequence_length=9), (4,), dtype="str")
    yield case(make("TextVectorization", vocabulary=["a", "b"], output_sequence_length=9), (4, 1), dtype="str")
    counted = make("TextVectorization", max_tokens=9, vocabulary=["a", "b"], output_mode="count", pad_to_max_tokens=True)
    yield case(counted, (4,), dtype="str", open="dtype")
    yield case(make("TextVectorization", vocabulary=["a", "b"], output_mode="multi_hot"), (4,), dtype="str", open="shape dtype")


def sounds() -> Iterator[Case]:
    yield case(make("MelSpectrogram", num_mel_bins=8, fft_length=64, sequence_stride=16), (2, 800), flavours=NEW)
    yield case(make("MelSpectrogram", num_mel_bins=8, fft_length=64, sequence_stride=10), (803,), flavours=NEW)
    for mode, apart in itertools.product(("log", "stft", "real"), (False, True)):
        arguments = {"mode": mode, "expand_dims": apart, "frame_length": 50, "frame_step": 20}
        yield case(make("STFTSpectrogram", **arguments), (2, 400, 2), flavours=NEW)
    yield case(make("STFTSpectrogram", padding="same", data_format="channels_first"), (2, 1, 900), flavours=NEW)


def inputs() -> Iterator[Case]:
    yield case(make("InputLayer", shape=(3, 4), batch_size=2), flavours=NEW)
    yield case(make("InputLayer", batch_shape=(2, 3), dtype="int32"), flavours=NEW)
    yield case(make("InputLayer", input_shape=(3, 4), batch_size=2), flavours=OLD)


FAMILIES = (
    same_shape,
    dense,
    convolutions,
    pools,
    recurrent,
    wrapped,
    reshaping,
    merging,
    attention,
    images,
    encodings,
    sounds,
    inputs,
)

BY_CLASS: dict[str, list[Case]] = {}
for _case in itertools.chain.from_iterable(family() for family in FAMILIES):
    BY_CLASS.setdefault(_case.layer.name, []).append(_case)

EXCLUDED = {
    "AbstractRNNCell": "abstract",
    "DenseFeatures": "takes feature columns, which are no longer made",
    "FlaxLayer": "wraps a module of another library",
    "GRUCell": "called by RNN, which is tested with it",
    "InputSpec": "not a layer",
    "JaxLayer": "wraps a function of another library",
    "LSTMCell": "called by RNN, which is tested with it",
    "Lambda": "does what its function does; tested by itself",
    "Layer": "abstract",
    "MaxNumBoundingBoxes": "takes a dictionary of bounding boxes",
    "SimpleRNNCell": "called by RNN, which is tested with it",
    "StackedRNNCells": "called by RNN, which is tested with it",
    "TFSMLayer": "loads a saved model",
    "TorchModuleWrapper": "wraps a module of another library",
    "Wrapper": "abstract",
}


EXCLUDED_HERE = {
    ("SpectralNormalization", "keras2"): "tf_keras hands it a class of Keras 3 and fails",
}


def public_classes(module: ModuleType) -> dict[str, type]:
    return {name: value for name, value in vars(module.layers).items() if isinstance(value, type) and not name.startswith("_")}


def cases_for(name: str, flavour: str) -> list[Case]:
    """Return the cases of a class, under the name ``name`` where it has several."""
    found = BY_CLASS.get(name) or BY_CLASS.get(canonical(f"keras.layers.{name}").rpartition(".")[2], [])
    return [
        replace(found_case, layer=replace(found_case.layer, name=name)) for found_case in found if flavour in found_case.flavours
    ]


PARAMETERS = [
    pytest.param(name, flavour, id=f"{flavour}-{name}")
    for flavour, module in MODULES.items()
    for name in sorted(public_classes(module))
    if name not in EXCLUDED and (name, flavour) not in EXCLUDED_HERE
]


@dataclass(frozen=True)
class Observed:
    """What the real layer did: the outputs in the graph, those of a run on numbers where there was one, and its weights."""

    symbolic: list[tuple[Shape, str]]
    eager: list[tuple[Shape, str]] | None
    weights: int
    values: list[Any] = field(repr=False)


def described(outputs: Any) -> list[tuple[Shape, str]]:
    flat = tf.nest.flatten(outputs)
    return [(tuple(x.shape), tf.as_dtype(x.dtype).name.replace("string", "str")) for x in flat]


def numbers(case: Case, shape: Shape) -> Any:
    random = np.random.default_rng(sum(shape))
    if case.dtype == "str":
        return tf.constant(random.choice(["a", "b", "z"], size=shape))
    low, high = case.interval or (0.0, 2.0)
    if case.dtype.startswith("float"):
        return random.uniform(low, high, size=shape).astype(case.dtype)
    return random.integers(int(low), int(high) + 1, size=shape).astype(case.dtype)


def observe(case: Case, flavour: str) -> Observed:
    module = MODULES[flavour]
    layer = case.layer.real(module)
    if isinstance(layer, module.layers.InputLayer):
        return Observed(described(layer.output), None, layer.count_params(), [])

    def called(leaves: Any, **extra: Any) -> Any:
        tensors = [leaves(shape) for shape in case.shapes]
        named = {name: leaves(shape) for name, shape in case.named.items()}
        arguments = tensors if case.apart or len(tensors) == 1 else [tensors]
        return layer(*arguments, **case.keywords, **named, **extra)

    symbolic = called(lambda shape: module.Input(batch_shape=shape, dtype=case.dtype.replace("str", "string")))
    values: list[Any] = []
    with contextlib.suppress(
        tf.errors.UnimplementedError, tf.errors.InvalidArgumentError, tf.errors.FailedPreconditionError
    ):  # channels first, on a CPU
        values.append(called(lambda shape: numbers(case, shape)))
        if flavour == "keras3" and case.interval is not None and "training" in str(layer._call_signature):
            values.append(called(lambda shape: numbers(case, shape), training=True))
    return Observed(described(symbolic), described(values[0]) if values else None, layer.count_params(), values)


def subsumes(recovered: tuple[int | None, ...] | None, real: Shape) -> bool:
    if recovered is None:
        return True
    return len(recovered) == len(real) and all(ours in (None, theirs) for ours, theirs in zip(recovered, real, strict=True))


def unknown_extents(case: Case) -> Iterator[tuple[Tensor, ...]]:
    """Forget one extent after the other, then all of them, then the ranks and dtypes too."""
    whole = case.tensors()
    for index, tensor in enumerate(whole):
        for axis in range(len(tensor.shape or ())):
            shape = tuple(None if at == axis else extent for at, extent in enumerate(tensor.shape or ()))
            yield (*whole[:index], replace(tensor, shape=shape), *whole[index + 1 :])
    yield tuple(replace(tensor, shape=(None,) * len(tensor.shape or ())) for tensor in whole)
    yield tuple(Tensor(None, None) for tensor in whole)


def unknown_arguments(layer: Instance) -> Iterator[Instance]:
    """Forget one argument after the other, then that the arguments are all there are.

    That an unknown activation may be ``glu``, which halves the units when it runs but not in the graph, is left aside.
    """
    for name in layer.arguments:
        if layer.arguments[name].value == Const("glu"):
            continue
        yield replace(layer, arguments={**layer.arguments, name: Argument(Unknown(Reason.PARAMETER))})
    yield Instance(layer.kind, exact=False)


@pytest.mark.parametrize(("name", "flavour"), PARAMETERS)
def test_layer(name: str, flavour: str) -> None:
    cases = cases_for(name, flavour)
    assert cases, f"no case for {name}"
    for case in cases:
        observed = observe(case, flavour)
        check_recovered(case, flavour, observed)
        check_sound(case, flavour, observed)


def check_recovered(case: Case, flavour: str, observed: Observed) -> None:
    outcome = case.outcome(flavour)
    assert isinstance(outcome, tuple), (case, outcome)
    assert len(outcome) == len(observed.symbolic), (case, outcome, observed.symbolic)
    eager = observed.eager or observed.symbolic
    for ours, graph, run in zip(outcome, observed.symbolic, eager, strict=True):
        assert subsumes(ours.shape, run[0]), (case, ours, observed)
        assert graph[0] != run[0] or "shape" in case.open or ours.shape == run[0], (case, ours, observed)
        assert ours.dtype in (None, run[1]), (case, ours, observed)
        assert graph[1] != run[1] or "dtype" in case.open or ours.dtype == run[1] or case.dtype != "float32", (
            case,
            ours,
            observed,
        )
    weights = case.weights(flavour)
    assert weights == observed.weights or (weights is None and "weights" in case.open), (case, weights, observed.weights)
    for value in observed.values:
        for ours, real in zip(outcome, tf.nest.flatten(value), strict=True):
            if ours.interval is not None:
                numbers_out = np.asarray(real)
                assert numbers_out.min() >= ours.interval.lo - 1e-4, (case, ours)
                assert numbers_out.max() <= ours.interval.hi + 1e-4 * max(1.0, abs(ours.interval.hi)), (case, ours)


def check_sound(case: Case, flavour: str, observed: Observed) -> None:
    real = observed.eager or observed.symbolic
    layer = case.layer.abstract()
    variants = [(layer, tensors) for tensors in unknown_extents(case)]
    variants += [(poorer, case.tensors()) for poorer in unknown_arguments(layer)]
    for poorer, tensors in variants:
        outcome = case.outcome(flavour, tensors, poorer)
        assert not isinstance(outcome, ShapeError), (case, poorer, tensors, outcome)
        for ours, run in zip(outcome or (), real, strict=outcome is not None):
            assert subsumes(ours.shape, run[0]), (case, poorer, tensors, ours, run)
            assert ours.dtype in (None, run[1]), (case, poorer, tensors, ours, run)
        weights = case.weights(flavour, tensors, poorer)
        assert weights in (None, observed.weights), (case, poorer, tensors, weights, observed.weights)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_layers_for_one_kind_of_device(kind: str) -> None:
    """They run on a GPU only, but are built without one."""
    module = importlib.import_module(f"tf_keras.src.layers.rnn.cudnn_{kind.lower()}")
    real = getattr(module, f"CuDNN{kind}")(5)
    real.build(SEQUENCE)
    layer = make(f"CuDNN{kind}", units=5).abstract()
    outcome = outputs_of(layer, (Tensor(SEQUENCE),), {}, Settings(flavour=OLD))
    assert isinstance(outcome, tuple)
    assert outcome[0].shape == real.compute_output_shape(SEQUENCE)
    assert weights_of(layer, (Tensor(SEQUENCE),), {}, Settings(flavour=OLD)) == real.count_params()


def test_every_class_is_known() -> None:
    exempt = {name for name, reason in EXCLUDED.items() if reason != "called by RNN, which is tested with it"}
    for module in MODULES.values():
        unknown = {name for name in public_classes(module) if entry_of(Instance(f"keras.layers.{name}")) is None}
        assert unknown <= exempt


SIZES = st.integers(1, 4)
EXTENTS = st.integers(1, 7)


@st.composite
def sliding(draw: st.DrawFn) -> Case:
    """Draw a convolution, a transposed convolution or a pooling layer and an image that may be too small for it."""
    axes = draw(st.integers(1, 2))
    shape = (2, *(draw(EXTENTS) for _ in range(axes)), 4)
    kernel = tuple(draw(SIZES) for _ in range(axes))
    strides = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    padding = draw(st.sampled_from(["same", "valid"]))
    family = draw(st.sampled_from(["Conv{}D", "Conv{}DTranspose", "DepthwiseConv{}D", "MaxPooling{}D", "AveragePooling{}D"]))
    arguments: dict[str, Any] = {"strides": strides, "padding": padding}
    if "Pooling" in family:
        return case(make(family.format(axes), pool_size=kernel, **arguments), shape)
    if family == "DepthwiseConv{}D":
        return case(make(family.format(axes), kernel_size=kernel[0], **{**arguments, "strides": strides[0]}), shape)
    arguments |= {"filters": draw(st.sampled_from([2, 3, 6])), "kernel_size": kernel}
    if family == "Conv{}D":
        arguments["groups"] = draw(st.sampled_from([1, 1, 2]))
    elif draw(st.booleans()):
        arguments["output_padding"] = tuple(draw(st.integers(0, stride - 1)) for stride in strides)
    if set(strides) == {1} and "output_padding" not in arguments and axes == 2 and family == "Conv{}D":
        arguments["dilation_rate"] = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    return case(make(family.format(axes), **arguments), shape)


@st.composite
def rearranged(draw: st.DrawFn) -> Case:
    """Draw a reshaping layer and an input that it may not be able to take."""
    shape = (2, *draw(st.lists(EXTENTS, min_size=1, max_size=3)))
    inner = list(shape[1:])
    target = draw(st.permutations(inner)) if draw(st.booleans()) else draw(st.lists(EXTENTS, min_size=1, max_size=3))
    if draw(st.booleans()):
        target = [*target[1:], -1]
    axes = draw(st.integers(1, 3))
    pairs = st.tuples(st.integers(0, 2), st.integers(0, 2))
    options = [
        make("Reshape", target_shape=tuple(target)),
        make("Permute", dims=tuple(draw(st.permutations(range(1, axes + 1))))),
        make("Cropping1D", cropping=draw(pairs)),
        make("Cropping2D", cropping=(draw(pairs), draw(pairs))),
        make("RepeatVector", n=draw(SIZES)),
        make("Dense", units=draw(SIZES)),
        make("LSTM", units=draw(SIZES)),
        make("GlobalAveragePooling2D"),
        make("TimeDistributed", layer=make("Dense", units=2)),
    ]
    return case(draw(st.sampled_from(options)), shape)


@st.composite
def merged(draw: st.DrawFn) -> Case:
    """Draw a merging layer and inputs that may not fit each other."""
    base = [2, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))]
    other = [extent if draw(st.integers(0, 3)) else draw(st.integers(1, 3)) for extent in base]
    other[0] = 2
    if len(base) > 2 and not draw(st.integers(0, 3)):
        del other[1]
    options = [make(name) for name in ("Add", "Multiply", "Maximum", "Subtract", "Average")]
    axis = draw(st.integers(1, len(base) - 1))
    options += [make("Concatenate", axis=axis), make("Concatenate", axis=axis - len(base)), make("Dot", axes=axis)]
    return case(draw(st.sampled_from(options)), tuple(base), tuple(other))


@pytest.mark.parametrize("flavour", BOTH)
@given(drawn=st.one_of(sliding(), rearranged(), merged()))
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_drawn_calls(flavour: str, drawn: Case) -> None:
    outcome = drawn.outcome(flavour)
    module = MODULES[flavour]
    layer = drawn.layer.real(module)
    tensors = [module.Input(batch_shape=shape) for shape in drawn.shapes]
    try:
        symbolic = layer(tensors if len(tensors) > 1 else tensors[0])
    except Exception:  # noqa: BLE001 - each layer and each backend has its own
        assert isinstance(outcome, ShapeError)
        return
    assert isinstance(outcome, tuple)
    assert [(tensor.shape, tensor.dtype) for tensor in outcome] == described(symbolic)
    assert drawn.weights(flavour) == layer.count_params()


def failing() -> Iterator[Case]:
    """Calls that fail when the model is built or, at the latest, when it runs."""
    lstm, convolution = make("LSTM", units=3), make("Conv2D", filters=3, kernel_size=2)
    for layer, *shapes in (
        (make("Dense", units=3), (4,)),
        (make("Bidirectional", layer=lstm), VECTOR),
        (make("GRU", units=3), IMAGE),
        (make("TimeDistributed", layer=lstm), SEQUENCE),
        (make("TimeDistributed", layer=convolution), IMAGE),
        (make("TimeDistributed", layer=make("Flatten")), VECTOR),
        (make("ConvLSTM2D", filters=3, kernel_size=2), IMAGE),
        (make("ConvLSTM2D", filters=3, kernel_size=5), (2, 3, 4, 4, 1)),
        (make("Conv1D", filters=3, kernel_size=2), VECTOR),
        (make("Conv2D", filters=3, kernel_size=2), SEQUENCE),
        (make("Conv2DTranspose", filters=3, kernel_size=2), SEQUENCE),
        (make("SeparableConv2D", filters=3, kernel_size=12), IMAGE),
        (make("GlobalAveragePooling1D"), VECTOR),
        (make("GlobalMaxPooling2D"), SEQUENCE),
        (make("MaxPooling1D", pool_size=2), IMAGE),
        (make("AveragePooling2D", pool_size=11), IMAGE),
        (make("RepeatVector", n=2), SEQUENCE),
        (make("UpSampling2D"), SEQUENCE),
        (make("ZeroPadding2D"), SEQUENCE),
        (make("Cropping2D", cropping=5), IMAGE),
        (make("SpatialDropout1D", rate=0.5), VECTOR),
        (make("BatchNormalization", axis=3), SEQUENCE),
        (make("LayerNormalization", axis=3), SEQUENCE),
        (make("UnitNormalization", axis=3), SEQUENCE),
        (make("Normalization", axis=3), SEQUENCE),
        (make("GroupNormalization", groups=4), IMAGE),
        (make("EinsumDense", equation="abc,cd->abd", output_shape=(None, 5)), VECTOR),
        (make("Attention"), SEQUENCE),
        (make("AdditiveAttention"), SEQUENCE),
        (make("Subtract"), VECTOR, VECTOR, VECTOR),
        (make("Concatenate", axis=3), SEQUENCE, SEQUENCE),
        (make("Dot", axes=2), VECTOR, VECTOR),
        (make("Resizing", height=3, width=4), VECTOR),
        (make("CenterCrop", height=3, width=4), VECTOR),
        (make("RandomCrop", height=3, width=4), VECTOR),
        (make("RandomFlip"), VECTOR),
        (make("RandomRotation", factor=0.1), (2, 3, 4, 5, 3)),
    ):
        yield case(layer, *shapes)
    yield case(make("LocallyConnected1D", filters=3, kernel_size=2), VECTOR, flavours=OLD)
    yield case(make("STFTSpectrogram", frame_length=50), (2, 40, 1), flavours=NEW)
    yield case(make("STFTSpectrogram"), (2, 400), flavours=NEW)
    heads = make("MultiHeadAttention", num_heads=2, key_dim=3)
    yield case(heads, (2, 5, 8), (2, 7, 8), (2, 6, 8), apart=True, flavours=NEW)
    groups = make("GroupQueryAttention", head_dim=4, num_query_heads=4, num_key_value_heads=2)
    yield case(groups, (2, 5, 8), (2, 7, 6), apart=True, flavours=NEW)


@pytest.mark.parametrize("flavour", BOTH)
def test_failing_calls(flavour: str) -> None:
    for one in failing():
        if flavour in one.flavours:
            assert isinstance(one.outcome(flavour), ShapeError), one
            with pytest.raises(Exception):  # noqa: B017, PT011 - each layer and each backend has its own
                build_and_run(one, flavour)


def build_and_run(one: Case, flavour: str) -> None:
    layer = one.layer.real(MODULES[flavour])
    for leaf in (lambda shape: MODULES[flavour].Input(batch_shape=shape), lambda shape: numbers(one, shape)):
        tensors = [leaf(shape) for shape in one.shapes]
        layer(*(tensors if one.apart or len(tensors) == 1 else [tensors]))


@pytest.fixture(params=["mixed_float16", "float64"])
def policy(request: pytest.FixtureRequest) -> Iterator[str]:
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy("float32")


WITH_POLICY = (
    "Add", "AdditiveAttention", "BatchNormalization", "CategoryEncoding", "Concatenate", "Conv2D", "Cropping2D", "Dense",
    "Dropout", "EinsumDense", "Embedding", "Flatten", "GlobalMaxPooling1D", "Hashing", "LSTM", "LayerNormalization",
    "MaxPooling2D", "MultiHeadAttention", "Normalization", "Permute", "ReLU", "RepeatVector", "Rescaling", "Resizing", "Softmax",
    "SpectralNormalization", "TimeDistributed", "UpSampling2D", "ZeroPadding2D",
)  # fmt: skip


def test_global_policies(policy: str) -> None:
    for name in WITH_POLICY:
        for case in cases_for(name, NEW)[:1]:
            globally = Settings(policy=policy)
            for dtype in [case.dtype] if case.dtype != "float32" else ["float32", "int32"]:
                varied = replace(case, dtype=dtype)
                try:
                    observed = observe(varied, NEW)
                except Exception:  # noqa: BLE001 - the layer does not take the dtype
                    continue
                outcome = outputs_of(case.layer.abstract(), varied.tensors(), varied.call_keywords(), globally)
                assert isinstance(outcome, tuple)
                for ours, graph, run in zip(outcome, observed.symbolic, observed.eager or observed.symbolic, strict=True):
                    assert ours.dtype in (None, run[1]), (varied, ours, observed)
                    if dtype == "float32" and graph == run:
                        assert ours.dtype == run[1] or "dtype" in case.open, (varied, ours, observed)


def test_global_data_format() -> None:
    keras.config.set_image_data_format("channels_first")
    try:
        for axes, shape in FIRST.items():
            sequence = (shape[0], 3, *shape[1:])
            layers = [make(f"Conv{axes}D", filters=3, kernel_size=2), make(f"MaxPooling{axes}D", pool_size=2)]
            layers += [make(f"UpSampling{axes}D", size=2)]
            layers += [make(f"GlobalAveragePooling{axes}D"), make(f"Cropping{axes}D", cropping=1), make(f"ZeroPadding{axes}D")]
            drawn = [case(layer, shape) for layer in layers] + [
                case(make(f"ConvLSTM{axes}D", filters=2, kernel_size=2), sequence)
            ]
            for one in drawn:
                symbolic = described(one.layer.real(keras)(keras.Input(batch_shape=one.shapes[0])))
                outcome = outputs_of(one.layer.abstract(), one.tensors(), {}, Settings(data_format="channels_first"))
                assert isinstance(outcome, tuple)
                assert [(tensor.shape, tensor.dtype) for tensor in outcome] == symbolic, one
                either = outputs_of(one.layer.abstract(), one.tensors(), {}, Settings(data_format=None))
                assert isinstance(either, tuple)
                assert subsumes(either[0].shape, symbolic[0][0])
    finally:
        keras.config.set_image_data_format("channels_last")
