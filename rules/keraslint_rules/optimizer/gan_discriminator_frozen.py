"""A discriminator that is frozen for the sake of the generator, and so never learns itself.

## What it does
Finds a model that is compiled, then frozen with `trainable = False`, put into another model that is compiled too, and
trained by itself while it is still frozen.

## Why is this bad
In a GAN the discriminator has to stay as it is while the generator learns, and has to learn in between. In Keras 1 and
2 it was enough to freeze it once, behind its own `compile`, which had noted what to train. Keras 3 looks at `trainable`
when training starts: the discriminator is frozen in its own training as well, never learns to tell real from made, and
the generator learns against noise.

## Example
```python
import keras
import numpy as np

critic = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
critic.compile(optimizer="adam", loss="binary_crossentropy")
artist = keras.Sequential([keras.Input((4,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(8)])

critic.trainable = False
noise = keras.Input((4,))
both = keras.Model(noise, critic(artist(noise)))
both.compile(optimizer="adam", loss="binary_crossentropy")

for _ in range(1000):
    noise = np.random.normal(size=(32, 4))
    critic.train_on_batch(artist.predict(noise, verbose=0), np.zeros((32, 1)))
    both.train_on_batch(noise, np.ones((32, 1)))
```

## Use instead
```python
import keras
import numpy as np

critic = keras.Sequential([
    keras.Input((8,)),
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="sigmoid"),
])
critic.compile(optimizer="adam", loss="binary_crossentropy")
artist = keras.Sequential([keras.Input((4,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(8)])

critic.trainable = False
noise = keras.Input((4,))
both = keras.Model(noise, critic(artist(noise)))
both.compile(optimizer="adam", loss="binary_crossentropy")

for _ in range(1000):
    noise = np.random.normal(size=(32, 4))
    critic.trainable = True
    critic.train_on_batch(artist.predict(noise, verbose=0), np.zeros((32, 1)))
    critic.trainable = False
    both.train_on_batch(noise, np.ones((32, 1)))
```

## When it stays silent
- The model is unfrozen again before it is trained by itself, for the first time at least.
- It is trained by itself before it is frozen: what is trained was settled then.
- It is frozen and not put into another model that is trained.
- The program is for Keras 1 or 2.

## Keras behaviour
Keras 1 and 2 train the discriminator, as meant. Keras 3 warns once ("The model does not have any trainable weights.")
and trains on without changing it; Keras 3.6 stops with an `AttributeError`.

## References
- [Keras 3 migration guide](https://keras.io/guides/migrating_to_keras_3/)
- [DCGAN to generate face images](https://keras.io/examples/generative/dcgan_overriding_train_step/)
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
    finding,
    identities,
    relate,
    switches,
)

META = Meta(
    code="KL204",
    severity=Severity.ERROR,
    category="correctness",
    since="0.1",
    tier=Tier.CORE,
    keras="Keras 3; warns once and trains on",
    flavours=("keras3",),
    prediction=Prediction(Statistic.STATE, "higher", 0.0001),
    groups=("migration",),
)


def check(setup: Setup) -> Iterator[Draft]:
    """Find a model that is frozen when its own training starts, because it is a part of another one."""
    if not isinstance(setup.model, Model) or not setup.fits or setup.program is None:
        return
    first = min(setup.fits, key=lambda use: use.order)
    frozen = _frozen(setup, setup.model, first.order)
    whole = _whole(setup, setup.model)
    if frozen is None or whole is None:
        return
    yield finding(
        frozen.place,
        "this also freezes the model in its own training: Keras 3 looks at trainable when training starts, not at compile, so"
        f" {first.method} changes nothing and the discriminator never learns; set trainable = True in front of its own training"
        " and False again in front of that of the whole",
        related=relate(
            (setup.compile.place, "it is compiled here, while it is trainable"),
            (first.place, "here it is trained by itself, and does not change"),
            (whole.compile.place, "here it is a part of another model"),
        ),
    )


def _frozen(setup: Setup, model: Model, start: int) -> Switch | None:
    """Return what freezes a model between its ``compile`` and the start of its training, if it is still frozen then."""
    subjects = frozenset({model.identity} - {0})
    before = [switch for switch in switches(setup.program) if switch.concerns(subjects) and switch.order < start]
    if not before or before[-1].value is not False or before[-1].order < setup.compile.order:
        return None
    return before[-1]


def _whole(setup: Setup, model: Model) -> Setup | None:
    """Return the setup of another model that holds this one, and is trained too."""
    assert setup.program is not None
    for other in setup.program.setups:
        if not isinstance(other.model, Model) or other.model.identity == model.identity:
            continue
        if other.fits and model.identity in identities(other.model):
            return other
    return None
