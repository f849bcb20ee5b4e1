"""What may be wrong with a metric of an output: one reader for each fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keraslint.api import (
    BINARY_CROSSENTROPIES,
    ONE_HOT_CROSSENTROPIES,
    Array,
    Call,
    Change,
    Component,
    Encoding,
    Fix,
    Metric,
    Output,
    Severity,
    fix,
    labels_text,
    replace_component,
    set_parameter,
)

SPARSE_LOSS = "sparse_categorical_crossentropy"

PLAIN = {"accuracy", "acc"}
"""The names that Keras resolves by the loss, the output and the labels."""

HALVING = {"binaryaccuracy", "precision", "recall", "truepositives", "truenegatives", "falsepositives", "falsenegatives"}
"""Metrics that take an output above 0.5 for a yes."""

YES_OR_NO = (HALVING - {"binaryaccuracy"}) | {"auc", "precisionatrecall", "recallatprecision", "f1score", "fbetascore"}
"""Metrics of a yes or no, or of a column for each class; class numbers do not fit."""

ONE_HOT = {"categoricalaccuracy": "sparse_categorical_accuracy", "topkcategoricalaccuracy": "sparse_top_k_categorical_accuracy"}
NUMBERED = {sparse.replace("_", ""): name for name, sparse in (
    ("categorical_accuracy", "sparse_categorical_accuracy"), ("top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"),
)}  # fmt: skip
"""Metrics of labels in one form, each with its counterpart for the other."""

OTHER_FORM: Mapping[Encoding | None, Mapping[str, str]] = {Encoding.INTEGER: ONE_HOT, Encoding.ONE_HOT: NUMBERED}
"""By the form of the labels, the metrics of the other form with their counterparts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A metric of an output and what is known of both: its name without underscores, and the form of the labels."""

    metric: Metric
    output: Output
    name: str
    encoding: Encoding | None
    units: int

    @classmethod
    def of(cls, metric: Metric, output: Output, units: int) -> Reading:
        """Read a metric of ``output``, which has ``units`` units."""
        return cls(metric, output, plain_name(metric), _encoding(output), units)

    @property
    def loss(self) -> object:
        """The loss of the output."""
        return self.output.loss.kind.value


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a metric, what to write instead, and the repair."""

    reason: str
    advice: str
    repair: Fix | None = None
    severity: Severity | None = None


def plain_name(metric: Metric) -> str:
    """Return the name of a metric, whether it is written as a class or a function: ``binaryaccuracy``."""
    return str(metric.kind.value).replace("_", "").lower()


def _encoding(output: Output) -> Encoding | None:
    """Return the form of the labels, as they show it or as the loss demands it."""
    labels = output.labels.value
    if isinstance(labels, Array) and labels.encoding is not None:
        return labels.encoding
    if output.loss.kind.value == SPARSE_LOSS:
        return Encoding.INTEGER
    return Encoding.ONE_HOT if output.loss.kind.value in ONE_HOT_CROSSENTROPIES else None


def _raw_scores(reading: Reading) -> Fault | None:
    """Find a border of 0.5, or thresholds of probabilities, where the output is a raw score."""
    metric, output = reading.metric, reading.output
    if output.loss.from_logits.value is not True or output.head.activation.value != "linear" or reading.units != 1:
        return None
    plain = reading.name in PLAIN or (reading.name == "binaryaccuracy" and metric.form != "instance")
    if plain or (
        reading.name in HALVING
        and _is_default(metric.component, "threshold", 0.5)
        and _is_default(metric.component, "thresholds")
    ):
        parameter = "threshold" if plain or reading.name == "binaryaccuracy" else "thresholds"
        instead = Call("keras.metrics.BinaryAccuracy", {"threshold": 0.0, "name": metric.log_name.value})
        repair = (
            replace_component(metric.component, instead, metric.place)
            if plain
            else set_parameter(metric.component, parameter, 0.0)
        )
        return Fault(
            "it takes an output above 0.5 for a yes, but this output is a raw score (a logit), for which the border is 0",
            f"use {'keras.metrics.BinaryAccuracy' if plain else metric.component.name}({parameter}=0.0)",
            fix("Put the border at 0", repair),
        )
    if reading.name == "auc" and _is_default(metric.component, "from_logits", False):
        return Fault(
            "its thresholds lie between 0 and 1, but this output is a raw score (a logit), which may be any number",
            "use keras.metrics.AUC(from_logits=True)",
            fix("Tell AUC that these are logits", set_parameter(metric.component, "from_logits", True), safe=True),
        )
    return None


def _is_default(component: Component, parameter: str, value: object = None) -> bool:
    """Say whether a parameter is at its default, or the metric has none of that name."""
    fact = component.arguments.get(parameter)
    return fact is None or not fact.given or fact.value == value


def _exact(reading: Reading) -> Fault | None:
    """Find the class ``Accuracy``, which asks whether a probability equals a label."""
    if reading.name != "accuracy" or reading.metric.form == "string":
        return None
    return Fault(
        "keras.metrics.Accuracy asks whether the output equals the label exactly, which a probability hardly ever does",
        "write metrics=['accuracy'], from which Keras chooses the accuracy that fits",
        fix("Use 'accuracy'", replace_component(reading.metric.component, "accuracy", reading.metric.place)),
    )


def _of_softmax(reading: Reading) -> Fault | None:
    """Find binary accuracy on a softmax."""
    if (
        reading.name != "binaryaccuracy"
        or reading.output.head.activation.value != "softmax"
        or reading.loss in BINARY_CROSSENTROPIES
        or reading.units <= len(("no", "yes"))
    ):
        return None
    better = "sparse_categorical_accuracy" if reading.encoding is Encoding.INTEGER else "categorical_accuracy"
    others = (reading.units - 1) / reading.units
    return Fault(
        f"it judges each of the {reading.units} numbers on its own, and a model that guesses is right in {others:.0%} of them",
        f"use '{better}'",
        fix(f"Use '{better}'", _replaced(reading.metric, better)),
    )


def _of_several(reading: Reading) -> Fault | None:
    """Find ``accuracy`` where several labels may apply."""
    several = reading.encoding is Encoding.MULTI_HOT and reading.loss in BINARY_CROSSENTROPIES and reading.units > 1
    if not several or reading.name not in PLAIN or reading.metric.form != "string":
        return None
    instead = Call("keras.metrics.BinaryAccuracy", {"name": reading.metric.log_name.value})
    return Fault(
        f"with {reading.units} units Keras takes categorical accuracy for it, which only asks whether the largest output belongs"
        " to the first label that applies, but several may apply at once",
        f"use keras.metrics.BinaryAccuracy(name='{reading.metric.log_name.value}')",
        fix("Use BinaryAccuracy", replace_component(reading.metric.component, instead, reading.metric.place)),
    )


def _of_one(reading: Reading) -> Fault | None:
    """Find categorical accuracy of a single unit."""
    if reading.units != 1 or reading.name not in ONE_HOT:
        return None
    return Fault(
        "it asks which of the outputs is the largest, and there is only one: it is always 1.0",
        "use 'binary_accuracy'",
        fix("Use 'binary_accuracy'", _replaced(reading.metric, "binary_accuracy")),
    )


def _of_the_other_form(reading: Reading) -> Fault | None:
    """Find a metric of one-hot labels on class numbers, or the reverse."""
    if reading.units == 1 or reading.output.head.activation.value == "sigmoid":
        return None
    better = OTHER_FORM.get(reading.encoding, {}).get(reading.name)
    if better is None:
        return None
    fails = reading.encoding is Encoding.ONE_HOT
    made_for, result = (
        ("class numbers", "fails") if fails else ("one-hot rows", "shows something else than the share of right answers")
    )
    return Fault(
        f"it is made for labels that are {made_for}, and {result} with {_labels(reading)}",
        f"use '{better}'",
        fix(f"Use '{better}'", _replaced(reading.metric, better)),
        Severity.ERROR if fails else None,
    )


def _of_class_numbers(reading: Reading) -> Fault | None:
    """Find a metric of yes and no, or of one column for each class, on class numbers."""
    if reading.loss != SPARSE_LOSS or reading.encoding is not Encoding.INTEGER or reading.units == 1:
        return None
    if reading.name not in YES_OR_NO and reading.name != "binaryaccuracy":
        return None
    return Fault(
        f"it compares a column for each class, and fails with {_labels(reading)}",
        "use 'sparse_categorical_accuracy', or one-hot labels (keras.utils.to_categorical) and categorical_crossentropy",
        None,
        Severity.ERROR,
    )


def _labels(reading: Reading) -> str:
    labels = reading.output.labels.value
    if isinstance(labels, Array) and labels.encoding is not None:
        return f"labels that are {labels_text(labels)}"
    return f"the labels that {reading.loss} takes"


def _replaced(metric: Metric, name: str) -> Change:
    return replace_component(metric.component, name, metric.place)


READERS: tuple[Callable[[Reading], Fault | None], ...] = (
    _raw_scores, _exact, _of_softmax, _of_several, _of_one, _of_the_other_form, _of_class_numbers,
)  # fmt: skip
"""What may be wrong with a metric; the first that applies is reported."""
