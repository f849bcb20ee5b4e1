"""Attention layers."""

from __future__ import annotations

from keraslint.libs import dtypes
from keraslint.libs.keras.layers.extents import Mismatch, common, product, total
from keraslint.libs.keras.layers.literals import integers, is_integer
from keraslint.libs.keras.layers.spec import LayerCall, layer
from keraslint.libs.keras.layers.terms import NEWEST, Result, ShapeError, Tensors
from keraslint.values import Dim, Shape, Tensor

ROLES = ("query", "value", "key")


def _roles(call: LayerCall, inputs: Tensors) -> tuple[Tensor, Tensor, Tensor] | None:
    """Return query, value and key, however they are passed; the key is the value where it is not given."""
    given = dict(zip(ROLES, inputs, strict=False))
    for role in ROLES:
        value = call.keywords.get(role)
        if isinstance(value, Tensor):
            given[role] = value
        elif role not in given and call.keyword_given(role):
            return None
    if "query" not in given or "value" not in given:
        return None
    return given["query"], given["value"], given.get("key", given["value"])


def _last(x: Tensor) -> Dim:
    return x.shape[-1] if x.shape else None


def _middle(shape: Shape) -> Shape:
    return shape[1:-1]


def _disagree(one: Shape | None, other: Shape | None) -> bool:
    """Say whether values and keys certainly differ in more than their features."""
    if one is None or other is None:
        return False
    pairs: list[Dim | Mismatch] = [common(pair) for pair in zip(_middle(one), _middle(other), strict=False)]
    return len(one) != len(other) or "mismatch" in pairs


def _output_features(call: LayerCall, features: Dim) -> tuple[Dim, ...] | None:
    if call.is_none("output_shape"):
        return (features,)
    value = call.plain("output_shape")
    return integers((value,) if is_integer(value) else value)


def _projection(features: Dim, outputs: Dim, biases: Dim) -> Dim:
    """Count the weights of a projection, with or without biases."""
    return total((product((features, outputs)), biases))


def _multi_head_weights(call: LayerCall, inputs: Tensors) -> int | None:
    roles = _roles(call, inputs)
    biased, gated = call.boolean("use_bias"), call.boolean("use_gate")
    if roles is None or biased is None or gated is None or call.quantised != "":
        return None
    query, value, key = map(_last, roles)
    heads, depth = call.extent("num_heads"), call.extent("key_dim")
    width = depth if call.is_none("value_dim") else call.extent("value_dim")
    keys, values = product((heads, depth)), product((heads, width))
    outputs = product(_output_features(call, query) or (None,))
    pairs = [(query, keys), (key, keys), (value, values), (values, outputs), *([(query, values)] if gated else [])]
    return total(_projection(features, size, size if biased else 0) for features, size in pairs)


@layer("MultiHeadAttention", weights=_multi_head_weights)
def multi_head(call: LayerCall, inputs: Tensors) -> Result:
    """Attend with several heads; the output is as wide as the query unless another width is given."""
    roles = _roles(call, inputs)
    if roles is None:
        return None
    query, value, key = roles
    if _disagree(value.shape, key.shape):
        return ShapeError("mismatch", "a value and a key that differ in their last axis only", (value.shape, key.shape))
    features = _output_features(call, _last(query))
    shape = None if query.shape is None or features is None else (*query.shape[:-1], *features)
    heads = call.extent("num_heads")
    scores = _scores(query.shape, key.shape, heads) if call.is_none("attention_axes") else None
    if scores is not None and scores[2] != scores[3] and call.settings.flavour == NEWEST:
        # Keras 3 builds what follows for as many keys as queries, whatever it computes afterwards.
        scores = (*scores[:3], None)
    dtype = call.dtype if all(dtypes.is_float(x.dtype) for x in inputs) else None
    return _with_scores(call, Tensor(shape, dtype), scores)


def _scores(query: Shape | None, key: Shape | None, heads: Dim) -> Shape | None:
    if query is None or key is None or len(query) != 3 or len(key) != 3:
        return None
    return (query[0], heads, query[1], key[1])


def _with_scores(call: LayerCall, output: Tensor, scores: Shape | None) -> Result:
    """Return the output of an attention layer, with the scores behind it when they are asked for."""
    wanted = call.switch("return_attention_scores")
    if wanted is None:
        return None
    return (output, Tensor(scores, output.dtype)) if wanted else output


def _grouped_weights(call: LayerCall, inputs: Tensors) -> int | None:
    roles = _roles(call, inputs)
    biased, gated = call.boolean("use_bias"), call.boolean("use_gate")
    if roles is None or biased is None or gated is None or call.quantised != "":
        return None
    query, value, key = map(_last, roles)
    width = call.extent("head_dim")
    heads, shared = (product((width, call.extent(name))) for name in ("num_query_heads", "num_key_value_heads"))
    pairs = [(query, heads), (key, shared), (value, shared), (heads, query), *([(query, heads)] if gated else [])]
    return total(_projection(features, size, size if biased else 0) for features, size in pairs)


@layer("GroupQueryAttention", weights=_grouped_weights)
def grouped(call: LayerCall, inputs: Tensors) -> Result:
    """Attend with heads that share keys and values in groups."""
    roles = _roles(call, inputs)
    if roles is None:
        return None
    query, value, key = roles
    if _disagree(value.shape, key.shape):
        return ShapeError("mismatch", "a value and a key that differ in their last axis only", (value.shape, key.shape))
    if common((_last(query), _last(value))) == "mismatch":
        return ShapeError("mismatch", "a query and a value with the same last axis", (query.shape, value.shape))
    return _with_scores(call, Tensor(query.shape, call.dtype), _scores(query.shape, key.shape, call.extent("num_query_heads")))


def _dot_product_weights(call: LayerCall, _inputs: Tensors) -> int | None:
    scaled, mode = call.boolean("use_scale"), call.text("score_mode")
    if scaled is None or mode is None or call.settings.flavour != NEWEST:
        return None
    return int(scaled) + (mode == "concat")


def _additive_weights(call: LayerCall, inputs: Tensors) -> int | None:
    scaled = call.boolean("use_scale")
    if scaled is None or not inputs:
        return None
    return _last(inputs[0]) if scaled else 0


@layer("Attention", weights=_dot_product_weights)
@layer("AdditiveAttention", weights=_additive_weights)
def attention(call: LayerCall, inputs: Tensors) -> Result:
    """Attend from a list of query, value and perhaps key."""
    if len(inputs) not in {2, 3}:
        return ShapeError("count", "a list of query and value, or of query, value and key", tuple(x.shape for x in inputs))
    query, value, key = inputs[0].shape, inputs[1].shape, inputs[-1].shape
    shape = (*query[:-1], value[-1]) if query and value else None
    scores = (*query[:-1], key[-2]) if query and key and len(key) > 1 else None
    dtype = call.dtype if all(dtypes.is_float(x.dtype) for x in inputs) else None
    return _with_scores(call, Tensor(shape, dtype), scores)
