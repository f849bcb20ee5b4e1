"""How much training a setup asks for: samples, batches and updates, where all of them are known."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import PurePath
from typing import Final

from keraslint.ir import Component, Control, Fact, Program, Setup, Use
from keraslint.values import Array, Unknown
from keraslint.views.outputs import stated

DEFAULT_BATCH: Final = 32
"""The batch size of ``fit`` where none is given."""

OLD_EPOCHS: Final = "nb_epoch"
"""How Keras 1 called the number of epochs; Keras 2 still takes it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The training that one call of ``fit`` asks for; ``samples`` counts those that are left to train on."""

    use: Use
    samples: int
    batch_size: int
    epochs: int

    @property
    def batches(self) -> int:
        """The updates of one epoch."""
        return ceil(self.samples / self.batch_size)

    @property
    def updates(self) -> int:
        """All updates."""
        return self.batches * self.epochs


def epochs_of(use: Use) -> Fact[int]:
    """Return the number of epochs, under whichever name it is given."""
    return use.call.unexpected.get(OLD_EPOCHS, use["epochs"])


def budget_of(use: Use) -> Budget | None:
    """Return the training that ``use`` asks for; ``None`` where a part of it is not known or not stated for this very use."""
    samples = _samples(use)
    epochs, batch = epochs_of(use), use["batch_size"]
    if samples is None or use.method != "fit" or not stated(epochs) or not isinstance(epochs.value, int):
        return None
    size = DEFAULT_BATCH if batch.value is None else batch.value
    if not isinstance(size, int) or not stated(batch) or size < 1 or epochs.value < 1 or use["steps_per_epoch"].value is not None:
        return None
    return Budget(use, samples, size, epochs.value)


def _samples(use: Use) -> int | None:
    if use.container != "array" or not isinstance(use.x.value, Array) or not use.x.value.shape:
        return None
    whole, held_out = use.x.value.shape[0], use["validation_split"].number
    if whole is None or held_out is None or not 0 <= held_out < 1:
        return None
    return int(whole * (1 - held_out))


def in_full(setup: Setup) -> Budget | None:
    """Return the training of a setup that trains its model once, outside of loops and branches; else ``None``."""
    if len(setup.fits) != 1:
        return None
    use = setup.fits[0]
    if any(context.control is not Control.FUNCTION for context in use.contexts):
        return None
    return budget_of(use)


def made_at_random(use: Use) -> bool:
    """Say whether the data of a use come from a generator of random numbers, as those of demonstrations do."""
    arrays = [fact.value for fact in (use.x, use.y) if isinstance(fact.value, Array)]
    return any("random" in (array.source.name if array.source else "") for array in arrays)


def in_tests(setup: Setup) -> bool:
    """Say whether a setup stands in a test, which trains only to see that it can."""
    return setup.program is not None and in_test_file(setup.program)


def in_test_file(program: Program) -> bool:
    """Say whether a program is a test by its name or its folder."""
    path = PurePath(program.file)
    return any(part in {"test", "tests", "testing"} for part in path.parts[:-1]) or path.name.startswith(("test_", "conftest"))


def callbacks_of(use: Use, *names: str) -> tuple[Component, ...]:
    """Return the callbacks of these classes that a use is given."""
    if isinstance(use.callbacks, Unknown):
        return ()
    return tuple(part for part in use.callbacks if part.name in names)
