"""How a model is compiled, and what it is used for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from keraslint.ir.facts import ABSENT, Component, Context, Fact
from keraslint.ir.models import Model
from keraslint.source import Place
from keraslint.values import Array, Reason, Step, Unknown


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is named to ``compile``; ``kind`` is its canonical name."""

    kind: Fact[str]

    @property
    def place(self) -> Place | None:
        """Where it is named."""
        return self.kind.place


@dataclass(frozen=True, slots=True)
class Loss(Chosen):
    """A loss: ``kind`` is the canonical function name (``binary_crossentropy``) or ``custom:NAME``.

    ``form`` tells how it is written: ``string``, ``function``, ``instance``, ``class`` or ``default``.
    """

    from_logits: Fact[bool]
    component: Component
    form: str = "string"


@dataclass(frozen=True, slots=True)
class Metric(Chosen):
    """A metric: ``kind`` as for a loss (``accuracy`` stays as written); ``log_name`` is the key that Keras will log it under."""

    log_name: Fact[str]
    component: Component
    form: str = "string"


@dataclass(frozen=True, slots=True)
class Optimizer(Chosen):
    """An optimizer: ``kind`` is the class name (``SGD``); ``learning_rate`` the value at step 0, that of a schedule included."""

    learning_rate: Fact[float]
    component: Component
    schedule: Component | None = None
    identity: int = 0
    form: str = "string"

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a constructor parameter."""
        return self.component[parameter]


@dataclass(frozen=True, slots=True)
class Compile:
    """A ``compile`` call. ``losses`` has one entry an output where the losses are given apart, else one.

    ``names`` are those under which losses and metrics can be given for the outputs, in their order; ``None`` for one not known.
    """

    losses: tuple[Loss, ...] | Unknown
    optimizer: Optimizer
    metrics: tuple[Metric, ...] | Unknown
    call: Component
    order: int = 0
    contexts: tuple[Context, ...] = ()
    names: tuple[str | None, ...] = ()

    @property
    def place(self) -> Place | None:
        """Where the call stands."""
        return self.call.place

    @property
    def loss(self) -> Loss | None:
        """The loss where there is one for all, else ``None``."""
        return self.losses[0] if not isinstance(self.losses, Unknown) and len(self.losses) == 1 else None


@dataclass(frozen=True, slots=True)
class Use:
    """A use of the compiled model on data: ``fit``, ``evaluate``, ``predict``, ``train_on_batch`` ...

    ``x``, ``y`` and the validation pair are arrays as the model gets them, taken out of a dataset where one is passed, whose
    ``stages`` (``validation_stages``) are then kept; ``batches`` is the number of batches that it gives, where that is known.
    ``kept`` says that the program does something with what the call returns.
    """

    method: str
    x: Fact[Array]
    y: Fact[Array]
    call: Component
    validation_x: Fact[Array] = field(default_factory=lambda: ABSENT)
    validation_y: Fact[Array] = field(default_factory=lambda: ABSENT)
    stages: tuple[Step, ...] = ()
    batches: int | None = None
    validation_stages: tuple[Step, ...] = ()
    kept: bool = True
    container: str = "array"
    callbacks: tuple[Component, ...] | Unknown = ()
    model: Model | Unknown = field(default_factory=lambda: Unknown(Reason.ABSENT))
    order: int = 0
    contexts: tuple[Context, ...] = ()

    @property
    def place(self) -> Place | None:
        """Where the call stands."""
        return self.call.place

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of an argument of the call (``epochs``, ``batch_size`` ...)."""
        return self.call[parameter]
