"""How far the updates of a training can carry the weights of a new model, and how far they have to."""

from __future__ import annotations

from math import inf
from typing import Final

from keraslint.api import (
    ADAPTIVE,
    WEIGHTED,
    Array,
    Budget,
    Interval,
    Model,
    Optimizer,
    Setup,
    Unknown,
    continues_training,
    in_full,
    made_at_random,
    stated,
)

SHORT_FOR_ADAPTIVE: Final = 0.1
"""The way, learning rate times updates, that carries the weights of a new model nowhere: a hundred updates of Adam's default."""
FELT: Final = 2.0
"""How far the sum over the inputs of a layer has to move, about: all weights go the same way when they begin to learn."""
SHORT_FOR_SGD: Final = 2.0
SHORT_FOR_SIGMOIDS: Final = 100.0
"""With sigmoids inside, a few samples are not told apart on this way: in none of ten runs on the exclusive or."""
FEW_EPOCHS: Final = 3
FEW_SAMPLES: Final = 100


def whole_training(setup: Setup) -> Budget | None:
    """Return the one training of a new model on real data, if that is all the training it gets."""
    budget = in_full(setup)
    if budget is None or made_at_random(budget.use) or continues_training(setup) or _goes_on(setup):
        return None
    return budget


def shortfall(setup: Setup, budget: Budget) -> float | None:
    """Return how many times farther the weights have to go than the updates can carry them; ``None`` if these are enough."""
    way, least = _way(setup.compile.optimizer, budget), _least(setup, budget)
    return least / way if way is not None and least is not None and way < least else None


def _way(optimizer: Optimizer, budget: Budget) -> float | None:
    """Return how far the updates can carry a weight: their number times the learning rate, more with momentum."""
    rate = optimizer.learning_rate
    if rate.number is None or not stated(rate) or rate.number <= 0 or optimizer.schedule is not None:
        return None
    momentum = optimizer["momentum"].number or 0.0 if optimizer.kind.value == "SGD" else 0.0
    if not 0 <= momentum < 1:
        return None
    return rate.number * budget.updates / (1 - momentum) * (1.0 if optimizer.kind.value in ADAPTIVE else _steepness(budget))


def _steepness(budget: Budget) -> float:
    """Return the factor by which large inputs make gradients larger; no bound is known where their range is not."""
    match budget.use.x.value:
        case Array(interval=Interval(bounded=True) as interval):
            return max(1.0, interval.magnitude) ** 2
    return inf


def _least(setup: Setup, budget: Budget) -> float | None:
    """Return the way that a new model needs at least; ``None`` for an optimizer of which that is not known."""
    kind = setup.compile.optimizer.kind.value
    threefold = 3 if budget.epochs <= FEW_EPOCHS and budget.samples >= FEW_SAMPLES else 1
    if kind in ADAPTIVE:
        return min(SHORT_FOR_ADAPTIVE, _felt(setup)) * threefold
    if kind != "SGD":
        return None
    return SHORT_FOR_SIGMOIDS if goes_through_sigmoids(setup, budget) else SHORT_FOR_SGD * threefold


def goes_through_sigmoids(setup: Setup, budget: Budget) -> bool:
    """Say whether plain gradients of a few samples have to find their way through sigmoids, which makes it a long one."""
    plain = setup.compile.optimizer.kind.value == "SGD"
    return plain and budget.samples < FEW_SAMPLES and _hidden_activations(setup) == {"sigmoid"}


def _felt(setup: Setup) -> float:
    """Return the way on which the largest layer begins to give something else: the more inputs it adds up, the shorter.

    Where a layer in front of the last one may have any width, no way is too short.
    """
    if not isinstance(setup.model, Model):
        return 0.0
    layers = [layer for layer in setup.model.flat() if layer.name in WEIGHTED]
    if any(not layer.output_shape or layer.output_shape[-1] is None for layer in layers[:-1]):
        return 0.0
    sizes = [(layer.parameters, layer.output_shape[-1] or 0) for layer in layers if layer.parameters and layer.output_shape]
    parameters, units = max(sizes, default=(0, 0))
    return FELT * units / parameters if parameters else inf


def _hidden_activations(setup: Setup) -> set[str | Unknown]:
    """Return the activations in front of the last layer with weights; those of layers that have none of their own left out."""
    if not isinstance(setup.model, Model):
        return set()
    layers = list(setup.model.flat())
    weighted = [at for at, layer in enumerate(layers) if layer.name in WEIGHTED]
    inner = layers[: weighted[-1]] if weighted else []
    return {layer.activation.value for layer in inner if layer.name in WEIGHTED or layer.name == "Activation"} - {"linear"}


def _goes_on(setup: Setup) -> bool:
    """Say whether another setup of the program trains layers of this one further."""
    if setup.program is None or not isinstance(setup.model, Model):
        return True
    own = {layer.identity for layer in setup.model.flat()}
    others = [other.model for other in setup.program.setups if other.compile.order != setup.compile.order]
    return any(not isinstance(model, Model) or own & {layer.identity for layer in model.flat()} for model in others)
