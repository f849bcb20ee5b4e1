"""What a layer class does to tensors: the registry of layer classes, and the view of a call that its entries read.

An entry is a function ``(call, inputs) -> result`` registered with ``@layer`` under the names of the classes that it models::

    @layer("Dropout", "GaussianNoise")
    def kept(call: LayerCall, inputs: Tensors) -> Result: ...

``outputs_of`` and ``weights_of`` are what the rest of the program calls. A layer that cannot take its inputs gives a
``ShapeError``, an ordinary value: whether to report it is for a rule to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from typing import Any, Final, TypeAlias

from keraslint.libs.dtypes import is_float
from keraslint.libs.keras.activations import normalise
from keraslint.libs.keras.layers.defaults import LEGACY_NAMES, default_of
from keraslint.libs.keras.layers.dtypes import policy_parts
from keraslint.libs.keras.layers.literals import UNKNOWN, Missing, dtype_name, is_integer, is_number, plain
from keraslint.libs.keras.layers.ranges import activated
from keraslint.libs.keras.layers.terms import ANYTHING, DEFAULT_SETTINGS, Outcome, Result, Settings, ShapeError, Takes, Tensors
from keraslint.values import Const, Dim, Instance, Interval, OneOf, Reason, Tensor, Tuple, Unknown, Value

Rule: TypeAlias = "Callable[[LayerCall, Tensors], Result]"
Counter: TypeAlias = "Callable[[LayerCall, Tensors], int | None]"


def weightless(_call: LayerCall, _inputs: Tensors) -> int:
    """Count the weights of a layer that has none."""
    return 0


@dataclass(frozen=True, slots=True)
class Entry:
    """All there is to know of a layer class."""

    rule: Rule
    counter: Counter
    takes: Takes


_ENTRIES: dict[str, Entry] = {}
PREFIX: Final = "keras.layers."

SYNONYMS: Final[dict[str, str]] = {
    **{f"MaxPool{n}D": f"MaxPooling{n}D" for n in (1, 2, 3)},
    **{f"AvgPool{n}D": f"AveragePooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalMaxPool{n}D": f"GlobalMaxPooling{n}D" for n in (1, 2, 3)},
    **{f"GlobalAvgPool{n}D": f"GlobalAveragePooling{n}D" for n in (1, 2, 3)},
    **{f"Convolution{n}D": f"Conv{n}D" for n in (1, 2, 3)},
    **{f"Convolution{n}DTranspose": f"Conv{n}DTranspose" for n in (1, 2, 3)},
    **{f"SeparableConvolution{n}D": f"SeparableConv{n}D" for n in (1, 2)},
    "DepthwiseConvolution2D": "DepthwiseConv2D",
    "GroupedQueryAttention": "GroupQueryAttention",
    "SyncBatchNormalization": "BatchNormalization",
}
"""Other names of the same class, by the last part of the name."""


def layer(*names: str, takes: Takes = ANYTHING, weights: Counter = weightless) -> Callable[[Rule], Rule]:
    """Register a function as what the classes ``names`` do; a name without a dot is one of ``keras.layers``."""

    def register(rule: Rule) -> Rule:
        for name in names:
            _ENTRIES[name if "." in name else PREFIX + name] = Entry(rule, weights, takes)
        return rule

    return register


@lru_cache(maxsize=1024)
def canonical(kind: str) -> str:
    """Return the name under which a layer class is registered, from any of its names and from old module paths."""
    if not kind.startswith(PREFIX):
        return kind
    last = kind.rpartition(".")[2]
    return PREFIX + SYNONYMS.get(last, last)


def entry_of(layer: Value) -> Entry | None:
    """Return the entry of a layer's class, or ``None`` when it has none."""
    if not isinstance(layer, Instance) or not isinstance(layer.kind, str):
        return None
    return _ENTRIES.get(layer.kind) or _ENTRIES.get(canonical(layer.kind))


def registered() -> dict[str, Entry]:
    """Return all entries by name."""
    return dict(_ENTRIES)


def outputs_of(
    layer: Instance,
    inputs: Tensors,
    keywords: Mapping[str, Value] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Outcome:
    """Return what a layer makes of symbolic tensors.

    ``inputs`` are the tensors passed by position, lists flattened; ``keywords`` the other arguments of the call. The result has
    one tensor for each output; ``None`` says that the class is not known, or not how many outputs there are.
    """
    return LayerCall(layer, keywords or {}, settings).outputs(inputs)


def weights_of(
    layer: Instance,
    inputs: Tensors,
    keywords: Mapping[str, Value] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> int | None:
    """Return how many parameters a layer has, trainable or not, when it is built on ``inputs``; ``None`` is not known."""
    return LayerCall(layer, keywords or {}, settings).weights(inputs)


LEGACY_VALUES: Final = {"tf": "channels_last", "th": "channels_first", "default": None}
"""How Keras 1 wrote down where the channels are."""

CHANNELS_LAST: Final = frozenset({"Cropping1D", "UpSampling1D"})
"""The classes with spatial axes that have no ``data_format``."""

DEEPEST: Final = 8
"""How deep layers may wrap layers before a call is given up."""


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One call of a layer: its constructor's arguments with defaults filled in, and the keywords of the call.

    Every getter returns ``None`` when what it asks for is not known; ``is_none`` tells what is ``None`` in the program.
    """

    layer: Instance
    keywords: Mapping[str, Value]
    settings: Settings
    depth: int = 0

    @property
    def name(self) -> str:
        """The name of the class, without its module and under its first spelling."""
        return canonical(self.layer.api).rpartition(".")[2]

    def value(self, parameter: str) -> Value:
        """Return an argument of the constructor, or its default."""
        for name in (parameter, *LEGACY_NAMES.get(parameter, ())):
            argument = self.layer.arguments.get(name) or self.layer.unexpected.get(name)
            if argument is not None:
                return argument.value
        if parameter == "kernel_size" and "nb_row" in self.layer.arguments:
            return Tuple((self.value("nb_row"), self.value("nb_col")))
        if not self.layer.exact:
            return Unknown(Reason.ABSENT, detail=parameter)
        return default_of(PREFIX + self.name, parameter, self.settings.flavour)

    def plain(self, parameter: str) -> Any:
        """Return an argument as a plain Python object, ``UNKNOWN`` where it is not known."""
        return plain(self.value(parameter))

    def is_none(self, parameter: str) -> bool | None:
        """Say whether an argument is ``None``."""
        match self.value(parameter):
            case Const(value=value):
                return value is None
            case Unknown() | OneOf():
                return None
        return False

    def integer(self, parameter: str) -> int | None:
        """Return an argument that is a whole number."""
        value = self.plain(parameter)
        return value if is_integer(value) else None

    def extent(self, parameter: str) -> Dim:
        """Return an argument that is a number of things, at least one."""
        value = self.integer(parameter)
        return value if value is not None and value > 0 else None

    def extents(self, parameter: str, count: int, least: int = 1) -> tuple[Dim, ...]:
        """Return an argument that is given as a number for all of ``count`` axes or as a number for each."""
        value = self.plain(parameter)
        items = (value,) * count if is_integer(value) else value
        if not isinstance(items, tuple) or len(items) != count:
            return (None,) * count
        return tuple(item if is_integer(item) and item >= least else None for item in items)

    def pair(self, parameter: str) -> tuple[Dim, ...]:
        """Return an argument for two axes."""
        return self.extents(parameter, 2)

    def number(self, parameter: str) -> float | None:
        """Return an argument that is a finite number."""
        value = self.plain(parameter)
        return float(value) if is_number(value) and isfinite(value) else None

    def boolean(self, parameter: str) -> bool | None:
        """Return whether an argument counts as true."""
        value = self.plain(parameter)
        return None if isinstance(value, Missing) else bool(value)

    def text(self, parameter: str) -> str | None:
        """Return an argument that is a string, in lower case."""
        value = self.plain(parameter)
        return value.lower() if isinstance(value, str) else None

    def wrapped(self, parameter: str) -> Value | None:
        """Return an argument that is a layer or something that may be one; ``None`` when it is a plain Python object."""
        value = self.value(parameter)
        return value if plain(value) is UNKNOWN else None

    def keyword(self, name: str) -> Value:
        """Return an argument of the call, ``None`` as a Python value when it is not given."""
        return self.keywords.get(name, Const(None))

    def keyword_given(self, name: str) -> bool:
        """Say whether an argument of the call is given and may be something else than ``None``."""
        return self.keyword(name) != Const(None)

    def switch(self, name: str) -> bool | None:
        """Return whether an argument of the call counts as true."""
        value = plain(self.keyword(name))
        return None if isinstance(value, Missing) else bool(value)

    @property
    def channels_first(self) -> bool | None:
        """Whether the channels are the first axis after the batch."""
        if self.name in CHANNELS_LAST:
            return False
        value = self.plain("data_format")
        value = LEGACY_VALUES.get(value, value) if isinstance(value, str) else value
        value = self.settings.data_format if value is None else value
        return {"channels_first": True, "channels_last": False}.get(value) if isinstance(value, str) else None

    @property
    def policy_name(self) -> str | None:
        """The name of the layer's dtype policy."""
        value = self.value("dtype")
        if isinstance(value, Instance) and "name" in value.arguments:
            value = value.arguments["name"].value
        return self.settings.policy if value == Const(None) else dtype_name(value)

    @property
    def policy(self) -> tuple[str, str] | None:
        """How the weights are quantised, and the dtype that the layer computes in."""
        name = self.policy_name
        return None if name is None else policy_parts(name)

    @property
    def mixed(self) -> bool:
        """Whether the layer stores its weights in another dtype than the one that it computes in."""
        return "mixed" in (self.policy_name or "")

    @property
    def dtype(self) -> str | None:
        """The dtype that the layer computes in."""
        return self.policy[1] if self.policy is not None else None

    @property
    def quantised(self) -> str | None:
        """How the weights are quantised: an empty string for not at all."""
        return self.policy[0] if self.policy is not None else None

    def kept(self, dtype: str | None) -> str | None:
        """Return the dtype of an input after the layer has cast floating-point ones to the one that it computes in."""
        return self.dtype if is_float(dtype) else dtype

    def activation(self, parameter: str = "activation") -> str | None:
        """Return the canonical name of an activation."""
        return normalise(self.value(parameter))

    def activation_range(self, parameter: str = "activation") -> Interval | None:
        """Return the range of an activation, where it has one."""
        return activated(self.activation(parameter))

    def outputs(self, inputs: Tensors) -> Outcome:
        """Return what the layer makes of ``inputs``."""
        entry = entry_of(self.layer)
        if entry is None or self.depth > DEEPEST:
            return None
        inputs = self._given(inputs)
        problem = self.objection(entry.takes, inputs)
        if problem is not None:
            return problem
        if entry.takes.count is not None and len(inputs) != entry.takes.count:
            return None
        result = entry.rule(self, _ranked(inputs, entry.takes))
        return (result,) if isinstance(result, Tensor) else result

    def weights(self, inputs: Tensors) -> int | None:
        """Return how many parameters the layer has when it is built on ``inputs``."""
        entry = entry_of(self.layer)
        if entry is None or self.depth > DEEPEST:
            return None
        inputs = self._given(inputs)
        wrong_count = entry.takes.count is not None and len(inputs) != entry.takes.count
        if wrong_count or self.objection(entry.takes, inputs) is not None:
            return None
        return entry.counter(self, _ranked(inputs, entry.takes))

    def _given(self, inputs: Tensors) -> Tensors:
        """Return the inputs, also where they are passed by keyword, without masks that a caller may have counted among them."""
        if not inputs:
            named = (self.keywords.get(name) for name in ("inputs", "sequences"))
            return tuple(value for value in named if isinstance(value, Tensor))
        masks = [value for name, value in self.keywords.items() if name.endswith("mask")]
        return (inputs[0], *(x for x in inputs[1:] if not any(x is mask for mask in masks)))

    def objection(self, takes: Takes, inputs: Tensors) -> ShapeError | None:
        """Return what is wrong with the number of axes of ``inputs``, if anything is."""
        for tensor in inputs[: takes.count]:
            if tensor.shape is None:
                continue
            rank = len(tensor.shape)
            if rank < takes.least or (takes.most is not None and rank > takes.most):
                return ShapeError("rank", takes.describe(), (tensor.shape,))
        return None

    def of(self, layer: Instance, keywords: Mapping[str, Value] | None = None) -> LayerCall:
        """Return the call of a layer inside this one."""
        return replace(self, layer=layer, keywords=keywords or {}, depth=self.depth + 1)

    def inner(self, layer: Value, inputs: Tensors, keywords: Mapping[str, Value] | None = None) -> Outcome:
        """Return what a layer inside this one makes of ``inputs``."""
        if entry_of(layer) is not None and isinstance(layer, Instance):
            return self.of(layer, keywords).outputs(inputs)
        result = self.settings.apply(layer, inputs) if self.settings.apply is not None else None
        return (result,) if isinstance(result, Tensor) else None

    def inner_weights(self, layer: Value, inputs: Tensors) -> int | None:
        """Return how many parameters a layer inside this one has."""
        if entry_of(layer) is not None and isinstance(layer, Instance):
            return self.of(layer).weights(inputs)
        return self.settings.count(layer, inputs) if self.settings.count is not None else None


def _ranked(inputs: Tensors, takes: Takes) -> Tensors:
    """Give inputs of unknown rank the only rank that the class accepts."""
    if takes.most is None or takes.most != takes.least:
        return inputs
    return tuple(replace(tensor, shape=(None,) * takes.least) if tensor.shape is None else tensor for tensor in inputs)
