"""What a training logs: the names under which callbacks, histories and evaluations have their numbers."""

from __future__ import annotations

from keraslint.ir import Model, Setup, Use
from keraslint.values import Unknown


def logged(setup: Setup) -> set[str] | None:
    """Return the names of the values that are logged, those of the validation left out; ``None`` where others may be."""
    metrics, model = setup.compile.metrics, setup.model
    if (
        isinstance(metrics, Unknown)
        or not isinstance(model, Model)
        or len(model.outputs) != 1
        or setup.framework.flavour != "keras3"
    ):
        return None
    own = model.kind.startswith("custom:") or any(not layer.known or layer.component.custom for layer in model.flat())
    more = setup.compile.call["weighted_metrics"]
    foreign = any(not metric.component.kind.startswith("keras.") for metric in metrics)
    if own or foreign or more.given or setup.compile.loss is None:
        return None
    names = {metric.log_name.value for metric in metrics}
    return {"loss", *(name for name in names if isinstance(name, str))} if all(isinstance(name, str) for name in names) else None


def validates(use: Use) -> bool | None:
    """Say whether ``fit`` is given data to validate with; ``None`` where it may be."""
    data, share = use["validation_data"], use["validation_split"]
    if not data.given and data.value is None and share.number == 0:
        return False
    given = (data.given and data.known and data.value is not None) or bool(share.number)
    return True if given else None
