"""Text: the old ``Tokenizer``, padding of sequences, windows of time series."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from keraslint.libs import dtypes
from keraslint.libs.arrays import Rows, content, data, given, integer, number
from keraslint.libs.intervals import of
from keraslint.libs.registry import Call, attribute, entry, method
from keraslint.libs.sequences import WORDS
from keraslint.values import Array, Const, Dataset, Dim, Encoding, Gap, Instance, Interval, Shape, Step, Tuple, Value

NONE: Final = Const(None)
TOKENIZER: Final = "keras.preprocessing.text.Tokenizer"


@entry("keras.utils.pad_sequences")
def pad_sequences(
    call: Call,
    sequences: Value,
    maxlen: Value = NONE,
    dtype: Value = Const("int32"),
    padding: Value = NONE,
    truncating: Value = NONE,
    value: Value = Const(0.0),
) -> Value:
    """Make sequences equally long; what is not whole is cut off unless a float type is asked for."""
    rows, interval, steps = _ragged(sequences)
    kind = dtypes.named(dtype)
    filler = number(value)
    joined = interval.join(of(filler)) if interval is not None and filler is not None else None
    if joined is not None and dtypes.is_integer(kind) and not joined.integer:
        joined = None
    source = data(sequences) if isinstance(sequences, Array) else Array(steps=steps)
    cuts = interval is not None and not interval.integer and dtypes.is_integer(kind)
    step = call.step("reshape", dtype=kind, maxlen=integer(maxlen), cuts=cuts)
    shape: Shape = (rows, integer(maxlen) if given(maxlen) else None)
    if isinstance(sequences, Array) and sequences.rank is not None and sequences.rank > 2:
        shape = (*shape, *(sequences.shape or ())[2:])
    return replace(
        source,
        shape=shape,
        dtype=kind,
        interval=joined,
        encoding=None,
        classes=None,
        container="ndarray",
        steps=(*source.steps, step),
    )


def _ragged(sequences: Value) -> tuple[Dim, Interval | None, tuple[Step, ...]]:
    """Return the number of sequences, the range of what is in them, and their way."""
    if isinstance(sequences, Array):
        return sequences.shape[0] if sequences.shape else None, sequences.interval, sequences.steps
    inner = content(sequences)
    if inner is None:
        return None, None, data(sequences).steps
    interval: Interval | None = None
    for item in inner.items:
        part = item.element if isinstance(item, Gap) else item
        found = data(part) if part is not None else None
        if found is None or found.interval is None:
            return len(inner.items) if inner.complete else None, None, ()
        interval = found.interval if interval is None else interval.join(found.interval)
    return len(inner.items) if inner.complete else None, interval, ()


@method(TOKENIZER, "fit_on_texts", "fit_on_sequences")
def fit(call: Call, receiver: Instance, texts: Value) -> Value:
    """Count words."""
    array = data(texts)
    call.write(receiver, "fitted", array)
    call.event("fit", receiver, data=array)
    return NONE


def _words(receiver: Instance) -> int | None:
    found = receiver.arguments.get("num_words")
    return integer(found.value) if found is not None else None


@method(TOKENIZER, "texts_to_sequences", "texts_to_sequences_generator")
def to_sequences(call: Call, receiver: Instance, texts: Value) -> Value:
    """Write texts as lists of word numbers, which start at 1."""
    array = data(texts)
    words = _words(receiver)
    rows = array.shape[0] if array.shape else None
    top = float("inf") if words is None else words - 1.0
    step = replace(call.step("encode", method="texts_to_sequences", object=receiver.identity), name=TOKENIZER)
    return replace(
        array,
        shape=(rows,),
        dtype="object",
        interval=Interval(1.0, top, integer=True),
        encoding=None,
        classes=None,
        container="ndarray",
        steps=(*array.steps, step),
    )


@method(TOKENIZER, "texts_to_matrix", "sequences_to_matrix")
def to_matrix(call: Call, receiver: Instance, texts: Value, mode: Value = Const("binary")) -> Value:
    """Write texts as rows over all words."""
    array = data(texts)
    rows = array.shape[0] if array.shape else None
    binary = mode == Const("binary")
    interval = Interval(0.0, 1.0, integer=True) if binary else Interval(0.0)
    step = replace(call.step("encode", method="texts_to_matrix", object=receiver.identity), name=TOKENIZER)
    return replace(
        array,
        shape=(rows, _words(receiver)),
        dtype="float64",
        interval=interval,
        encoding=None,
        classes=None,
        container="ndarray",
        steps=(*array.steps, step),
    )


@attribute(TOKENIZER, "word_index", "index_word")
def numbered(call: Call, receiver: Instance) -> Value:
    """Return the words and their numbers, of which nothing is known but whose they are."""
    held = receiver.fields.get("words")
    if held is None:
        held = Instance(WORDS, fields={"of": receiver})
        call.write(receiver, "words", held)
    return held


@method(WORDS, "update", "setdefault", "pop", "popitem", "clear")
def renumbered(call: Call, receiver: Instance, *arguments: Value, **others: Value) -> Value:
    """Change the words by hand: how many they are is then another number."""
    call.write(receiver, "of", NONE)
    return call.unknown()


@attribute(TOKENIZER, "word_counts", "document_count")
def counts(call: Call, receiver: Instance) -> Value:
    """Say that the words are not known."""
    return call.unknown()


@entry("keras.preprocessing.text.one_hot", "keras.preprocessing.text.hashing_trick")
def hashed(call: Call, text: Value, n: Value, *rest: Value, **others: Value) -> Value:
    """Write a text as a list of numbers below ``n``, which start at 1."""
    most = integer(n)
    interval = Interval(1.0, float("inf") if most is None else most - 1.0, integer=True)
    element = Array((), "int64", interval, steps=(call.step("encode"),))
    return call.make_list(Tuple((Gap(call.unknown().reason, element),)))


@entry("keras.utils.timeseries_dataset_from_array", "keras.preprocessing.sequence.TimeseriesGenerator")
def windows(
    call: Call, data_: Value = NONE, targets: Value = NONE, sequence_length: Value = NONE, *rest: Value, batch_size: Value =
    Const(128), shuffle: Value = Const(value=False), **others: Value,
) -> Value:  # fmt: skip
    """Cut a series into windows."""
    from keraslint.libs.arrays import flag

    series = data(others.get("data", data_))
    length = integer(others.get("length", sequence_length))
    x = series.then(
        call.step("map", part="windows"),
        shape=None if series.shape is None else (None, length, *series.shape[1:]),
        encoding=None,
        classes=None,
        identity=None,
    )
    element: Value = x
    if given(targets):
        y = data(targets)
        element = Tuple((x, replace(y, shape=None if y.shape is None else (None, *y.shape[1:]), identity=None)))
    made = Dataset(element, batched=True, role=series.role, stages=(call.step("load"),), origin=series.identity or Rows())
    if not isinstance(shuffle, Const):
        return made
    stages = made.then(call.step("shuffle")) if flag(shuffle) else made
    return stages.then(call.step("batch", size=integer(batch_size)))


@entry("keras.preprocessing.text.text_to_word_sequence")
def to_words(call: Call, *arguments: Value, **others: Value) -> Value:
    """Split a text into words."""
    return call.make_list(Tuple((Gap(call.unknown().reason, Array((), "str", encoding=Encoding.STRING)),)))
