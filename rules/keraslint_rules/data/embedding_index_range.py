"""An `Embedding` that gets indices beyond its table, or numbers that are no indices.

## What it does
Compares `input_dim` of an `Embedding` with the indices that reach it: those of the training data, and those that a
`Tokenizer`, `one_hot` or a `TextVectorization` in front of it makes. Reports indices of `input_dim` and more, negative ones,
and fractions. `len(tokenizer.word_index)` rows are one too few: the words are numbered from 1.

## Why is this bad
The table has rows 0 to `input_dim - 1`. On a CPU an index beyond them stops the training with an error that names a
gather operation; on a GPU it silently gives zeros. A negative index silently takes a row from the end. Fractions are cut
off: inputs that were scaled to 0..1 are all the word number 0.

## Example
```python
import keras
import numpy as np

words = np.array([[1, 5, 9, 3], [2, 10, 4, 4], [7, 1, 1, 10], [6, 8, 2, 5]])
labels = np.array([0, 1, 1, 0])

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Embedding(10, 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=300)
```
```python
import keras
import numpy as np
from tensorflow.keras.preprocessing.text import Tokenizer

texts, labels = np.load("texts.npy"), np.load("labels.npy")
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
words = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=50)

model = keras.Sequential([
    keras.Input((50,)),
    keras.layers.Embedding(len(tokenizer.word_index), 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=20, validation_split=0.2)
```

## Use instead
```python
import keras
import numpy as np

words = np.array([[1, 5, 9, 3], [2, 10, 4, 4], [7, 1, 1, 10], [6, 8, 2, 5]])
labels = np.array([0, 1, 1, 0])

model = keras.Sequential([
    keras.Input((4,)),
    keras.layers.Embedding(11, 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=300)
```

```python
import keras
import numpy as np
from tensorflow.keras.preprocessing.text import Tokenizer

texts, labels = np.load("texts.npy"), np.load("labels.npy")
tokenizer = Tokenizer()
tokenizer.fit_on_texts(texts)
words = keras.utils.pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=50)

model = keras.Sequential([
    keras.Input((50,)),
    keras.layers.Embedding(len(tokenizer.word_index) + 1, 8),
    keras.layers.GlobalAveragePooling1D(),
    keras.layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
model.fit(words, labels, epochs=20, validation_split=0.2)
```

## Fix safety
The fix makes the table one row longer than the largest index, or than it is. It is unsafe because a model with
weights that were saved before no longer fits them.

## When it stays silent
- The indices, or `input_dim`, are not known; `input_dim` is computed from the size of a vocabulary (`len(word_index) + 1`).
- `input_dim` is the number of words, and the `Tokenizer` has a limit, `num_words`, or its `word_index` was changed by hand.
- The indices could be larger as far as can be told, but need not be: `num_words` of a `Tokenizer` that saw few texts.
- Something in front of the `Embedding` changes them.

## Keras behaviour
With TensorFlow an index that is too large raises an `InvalidArgumentError` on a CPU, and gives zeros on a GPU; negative
indices and fractions are silent. A `Tokenizer` gives its words the numbers 1 to `len(word_index)`, or to `num_words - 1`.

## References
- [Embedding layer](https://keras.io/api/layers/core_layers/embedding/)
- [tf.gather](https://www.tensorflow.org/api_docs/python/tf/gather), on indices out of bounds
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Confidence,
    Draft,
    Fact,
    Fixes,
    Increased,
    Interval,
    Layer,
    Meta,
    Model,
    Prediction,
    Reason,
    Setup,
    Severity,
    Statistic,
    Unknown,
    attained,
    finding,
    fix,
    relate,
    set_argument,
    span_of,
    stated,
    trail,
    training,
)

META = Meta(
    code="KL312",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    fixes=Fixes.SOMETIMES,
    prediction=Prediction(Statistic.RUNS, "higher", 1.0),
)

TOKENIZER = "keras.preprocessing.text.Tokenizer"
NUMBERING = (TOKENIZER, "keras.preprocessing.text.one_hot", "keras.preprocessing.text.hashing_trick")
"""What numbers words up to a limit, which is reached where there are words enough."""

MANY_TEXTS = 1000
VECTORIZERS = frozenset({"TextVectorization", "StringLookup", "IntegerLookup"})


def check(setup: Setup) -> Iterator[Draft]:
    """Look at every table, and at what is fed to it."""
    if not isinstance(setup.model, Model):
        return
    for model in (setup.model, *(layer.model for layer in setup.model.layers if layer.model is not None)):
        for layer in model.layers:
            rows = layer["input_dim"]
            if layer.name != "Embedding" or not isinstance(rows.value, int) or len(layer.inputs) != 1:
                continue
            before = model.layers[layer.inputs[0]]
            yield from _vectorized(rows, before)
    yield from _fed(setup, setup.model)


def _vectorized(rows: Fact[int], before: Layer) -> Iterator[Draft]:
    """Find a vocabulary that may grow beyond the table behind it."""
    limit = before["max_tokens"]
    if before.name not in VECTORIZERS or before["output_mode"].value != "int":
        return
    if isinstance(limit.value, int) and isinstance(rows.value, int) and limit.value > rows.value:
        yield _too_small(
            rows, rows.value, limit.value - 1, f"{before.name} makes indices up to {limit.value - 1}", limit, sure=False
        )


def _fed(setup: Setup, model: Model) -> Iterator[Draft]:
    """Compare the first layer of a model with the data that it is trained on."""
    layers = [layer for layer in model.flat() if layer.name != "InputLayer"]
    if not layers or layers[0].name != "Embedding" or len(model.inputs) != 1 or not layers[0].known:
        return
    layer, rows = layers[0], layers[0]["input_dim"]
    for feed in training(setup):
        match feed.x:
            case Fact(Array(interval=Interval() as interval) as words):
                found = _judged(layer, rows, feed.x, words, interval)
                if found is not None:
                    yield found
                    return


def _worded(rows: Fact[int], words: Array, interval: Interval) -> Draft | None:
    """Find a table with a row for each word, and none for the number 0, that no word has."""
    match rows.value:
        case Unknown(reason=Reason.VOCABULARY, detail=tokenizer) if not interval.bounded:
            step = next((step for step in words.steps if step.name == TOKENIZER), None)
            if step is not None and str(step.detail("object")) == tokenizer:
                return finding(
                    rows.place,
                    "the Tokenizer gives its words the numbers 1 to len(word_index), and an Embedding with len(word_index) rows"
                    " has none for the last word: training stops with an error on a CPU, and takes zeros for it on a GPU; its"
                    " input_dim has to be len(word_index) + 1",
                    related=relate(
                        (rows.source if rows.source != rows.place else None, "the words are counted here"),
                        (step.place, "the words get their numbers here"),
                    ),
                    fix=fix("Give the table a row for every word", set_argument(rows, Increased(1))),
                )
    return None


def _judged(layer: Layer, rows: Fact[int], fact: Fact[Array], words: Array, interval: Interval) -> Draft | None:
    if not interval.integer and interval.bounded and words.has("scale"):
        return finding(
            fact.place,
            f"the Embedding gets numbers of {span_of(interval)} and takes them for indices, without their fractions: words are"
            " numbers of rows, and are not scaled",
            related=trail(words, "the numbers come from here") + relate((layer.place, "the table of rows")),
        )
    worded = _worded(rows, words, interval)
    if worded is not None or not (_occurs(words) or _limited(words)):
        return worded
    if interval.lo < 0:
        return finding(
            fact.place,
            f"the Embedding gets indices of {span_of(interval)}, and a negative one takes a row from the end of its table: number"
            " the words from 0",
            related=trail(words, "the numbers come from here") + relate((layer.place, "the table of rows")),
        )
    if isinstance(rows.value, int) and interval.bounded and interval.hi >= rows.value:
        return _too_small(
            rows, rows.value, int(interval.hi), f"the indices go up to {interval.hi:.0f}", fact, sure=_occurs(words)
        )
    return None


def _occurs(words: Array) -> bool:
    """Say whether the ends of the range are known to be reached: padding and the choice of samples do not change that."""
    if attained(words):
        return True
    return words.source is not None and words.source.name.endswith(("imdb.load_data", "reuters.load_data"))


def _limited(words: Array) -> bool:
    """Say whether words get numbers up to a limit that there are texts enough to reach."""
    few = words.shape is not None and words.shape[0] is not None and words.shape[0] < MANY_TEXTS
    return not few and any(step.name in NUMBERING for step in words.steps)


def _too_small(rows: Fact[int], count: int, highest: int, what: str, source: Fact[Array] | Fact[int], *, sure: bool) -> Draft:
    steps = trail(source.value, "the indices come from here") if isinstance(source.value, Array) else ()
    return finding(
        rows.place,
        f"{what}, and Embedding({count}, ...) has rows 0 to {count - 1} only: training stops with an error on a CPU, and"
        f" takes zeros for them on a GPU; its input_dim has to be {highest + 1}",
        related=steps + relate((source.place, "it gets them from here")),
        confidence=None if sure else Confidence.MEDIUM,
        fix=fix("Give the table a row for every index", set_argument(rows, highest + 1)) if stated(rows) else None,
    )
