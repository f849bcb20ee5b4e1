"""A random augmentation in `tf.data` that TensorFlow may not spread over several cores by itself.

## What it does
Finds `map` with a function that changes elements at random, and without `num_parallel_calls`, in a pipeline that a
model is trained on.

## Why is this bad
TensorFlow runs a `map` on several elements at once, and prepares batches ahead, without being asked, but only where the
function always gives the same result. A random augmentation is computed for one picture after another, on one core,
while the model waits.

## Example
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0


def changed(image, label):
    return tf.image.random_brightness(image, 0.2), label


data = tf.data.Dataset.from_tensor_slices((images, labels)).map(changed).batch(32)

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(data, epochs=5, validation_data=(test_images, test_labels))
```

## Use instead
```python
import keras
import tensorflow as tf

(images, labels), (test_images, test_labels) = keras.datasets.mnist.load_data()
images = images.reshape(-1, 28, 28, 1) / 255.0
test_images = test_images.reshape(-1, 28, 28, 1) / 255.0


def changed(image, label):
    return tf.image.random_brightness(image, 0.2), label


data = tf.data.Dataset.from_tensor_slices((images, labels)).map(changed, num_parallel_calls=tf.data.AUTOTUNE).batch(32)

model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(data, epochs=5, validation_data=(test_images, test_labels))
```

## Fix safety
The fix is safe: the elements come in the same order. Which random numbers an element gets is another matter, and was
not determined before.

## When it stays silent
- The function is not known, or always gives the same result: TensorFlow makes such a `map` parallel by itself.
- A missing `prefetch`: TensorFlow puts one behind the last stage.
- Fewer than a thousand samples.

## Keras behaviour
Silent in all versions. The optimizations `map_parallelization` and `inject_prefetch` of TensorFlow are on by default.

## References
- [Better performance with the tf.data API](https://www.tensorflow.org/guide/data_performance)
- [OptimizationOptions](https://www.tensorflow.org/api_docs/python/tf/data/experimental/OptimizationOptions)
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Fixes,
    Meta,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Use,
    finding,
    fix,
    parallel_stage,
    relate,
)

META = Meta(
    code="KL704",
    severity=Severity.INFO,
    category="performance",
    since="0.1",
    fixes=Fixes.ALWAYS,
    prediction=Prediction(Statistic.STATE, "lower", 1.3),
)

FEW_SAMPLES = 1000


def check(setup: Setup) -> Iterator[Draft]:
    """Find random maps that run on one core, each once."""
    seen: list[object] = []
    for use in setup.fits:
        for index, stage in enumerate(use.stages):
            alone = stage.operation == "map" and stage.detail("random") is True and stage.detail("parallel") is False
            if alone and not _is_small(use) and not any(stage is other for other in seen):
                seen.append(stage)
                yield finding(
                    stage.place,
                    "this map changes elements at random, and TensorFlow computes it for one after another while the model waits;"
                    " with num_parallel_calls=tf.data.AUTOTUNE it uses all cores",
                    related=relate((use.place, "the model is trained on this here")),
                    fix=fix("Map in parallel", parallel_stage(use, index), safe=True),
                )


def _is_small(use: Use) -> bool:
    sizes = [stage.detail("size") for stage in use.stages if stage.operation == "batch"]
    size = sizes[-1] if sizes else 1
    return use.batches is not None and isinstance(size, int) and use.batches * size < FEW_SAMPLES
