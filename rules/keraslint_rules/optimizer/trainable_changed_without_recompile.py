"""Layers that are frozen or unfrozen between two trainings, without a `compile` in between.

## What it does
Finds an assignment to `trainable` of a model, or of a layer in it, between two calls of `fit` that belong to one
`compile`.

## Why is this bad
What is trained is settled when training starts for the first time, and not looked at again: Keras 3 has built its
training step and the state of the optimizer by then, Keras 2 has noted it in `compile`. The base that is unfrozen for
fine-tuning stays as it was, the layer that is frozen goes on changing, and nothing is said.

## Example
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)

base.trainable = True
model.fit(images, epochs=20, validation_data=others)
```

## Use instead
```python
import keras

base = keras.applications.MobileNetV2(include_top=False, pooling="avg", input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([
    keras.Input((96, 96, 3)),
    keras.layers.Rescaling(1 / 127.5, offset=-1),
    base,
    keras.layers.Dense(5, activation="softmax"),
])
images = keras.utils.image_dataset_from_directory("images", image_size=(96, 96))
others = keras.utils.image_dataset_from_directory("others", image_size=(96, 96))
model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)

base.trainable = True
model.compile(optimizer=keras.optimizers.Adam(1e-5), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images, epochs=20, validation_data=others)
```

## When it stays silent
- There is a `compile` between the assignment and the next training.
- The assignment comes before the first training, which is in time in Keras 3. In Keras 2 it must come before `compile`.
- The model is only evaluated afterwards.
- The layer had that value already.
- The model is trained batch by batch, or is a part of another one that is trained: GANs switch back and forth on purpose.

## Keras behaviour
Silent in all versions.

## References
- [Transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/), "An important note about compile() and
  trainable"
"""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Draft,
    Meta,
    Model,
    Prediction,
    Setup,
    Severity,
    Statistic,
    Switch,
    Tier,
    Use,
    finding,
    identities,
    relate,
    shares_training,
    switches,
)

META = Meta(
    code="KL203",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    prediction=Prediction(Statistic.STATE, "higher", 0.0001),
    groups=("migration",),
)

FITS = {"fit", "fit_generator"}


def check(setup: Setup) -> Iterator[Draft]:
    """Find switches of ``trainable`` that come too late for the training that follows; one finding for each training."""
    trainings = [use for use in setup.fits if use.method in FITS]
    if not isinstance(setup.model, Model) or not trainings or len(trainings) != len(setup.fits) or shares_training(setup):
        return
    subjects = identities(setup.model)
    concerned = [switch for switch in switches(setup.program) if switch.concerns(subjects)]
    settled = setup.compile.order if setup.framework.flavour != "keras3" else trainings[0].order
    start = settled
    for use in trainings:
        late = [switch for switch in concerned if start < switch.order < use.order and _changes(switch, concerned)]
        if late:
            yield _finding(setup, late, trainings[0], use)
        start = max(start, use.order)


def _changes(switch: Switch, switches_before: list[Switch]) -> bool:
    """Say whether a switch brings another value than the last one on the same object, as far as is known."""
    if switch.value is None:
        return False
    earlier = [other for other in switches_before if other.order < switch.order and other.event.subject == switch.event.subject]
    return earlier[-1].value is not switch.value if earlier else True


def _finding(setup: Setup, late: list[Switch], first: Use, use: Use) -> Draft:
    verb = "unfrozen" if late[0].value else "frozen"
    others = f" (and {len(late) - 1} more)" if len(late) > 1 else ""
    effect = "stays as it is" if late[0].value else "goes on changing"
    return finding(
        late[0].place,
        f"what is {verb} here{others} {effect} in the training that follows: which weights are trained was settled before; call"
        f" compile again between this and {use.method}",
        related=relate(
            (setup.compile.place, "this is the last compile"),
            (first.place if first is not use else None, "training has started here"),
            (use.place, f"this training does not see that the layers are {verb}"),
        ),
    )
