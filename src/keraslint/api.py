"""What a rule is written with. A rule pack imports this module and nothing else of keraslint.

A rule matches on facts. ``Fact`` has its value first, and an unknown value equals nothing: an unknown fact matches no pattern::

    match setup.head:
        case Head(activation=Fact("softmax"), units=Fact(1)) as head:
            yield finding(at=head.activation.place, message="...")
"""

from __future__ import annotations

from keraslint.change import (
    Call,
    Change,
    InsertLayer,
    RemoveArgument,
    RemoveLayer,
    RenameArgument,
    ReplaceValue,
    SetArgument,
    TransformData,
    insert_after,
    insert_before,
    remove_argument,
    remove_layer,
    rename_argument,
    replace_component,
    set_argument,
)
from keraslint.findings import Applicability, Confidence, Fix, Related, Severity
from keraslint.ir import (
    Compile,
    Component,
    Context,
    Control,
    Event,
    Fact,
    Framework,
    Head,
    Layer,
    Loss,
    Metric,
    Model,
    Optimizer,
    Program,
    Setup,
    Use,
)
from keraslint.libs.keras.activations import ACTIVATIONS, Activation
from keraslint.rules import Compound, Draft, Fixes, Meta, Prediction, Tier
from keraslint.source import Place, Span
from keraslint.tables import (
    ACCURACIES,
    ADAPTIVE,
    AUGMENTATIONS,
    BINARY_CROSSENTROPIES,
    CATEGORICAL_CROSSENTROPIES,
    CLASSIFICATION_METRICS,
    CONVOLUTIONS,
    CROSSENTROPIES,
    DEFAULT_RATES,
    DROPOUTS,
    NORMALIZATIONS,
    ONE_HOT_CROSSENTROPIES,
    POOLINGS,
    RECURRENT,
    REGRESSION_LOSSES,
    RESHAPES,
    SQUARED_ERRORS,
    WEIGHTED,
    WEIGHTED_LINEAR,
)
from keraslint.values import Array, Dim, Encoding, Interval, Origin, Reason, Role, Shape, Step, Unknown
from keraslint.views import (
    Output,
    activation_of,
    components,
    extent,
    holds_classes,
    holds_numbers,
    inputs,
    labels_text,
    library_name,
    metric_of,
    number,
    outputs,
    reconstructs,
    relate,
    replace_loss,
    set_activation,
    span_of,
    stated,
    targets,
    trail,
    written,
    written_head,
)

__all__ = [
    "ACCURACIES",
    "ACTIVATIONS",
    "ADAPTIVE",
    "AUGMENTATIONS",
    "BINARY_CROSSENTROPIES",
    "CATEGORICAL_CROSSENTROPIES",
    "CLASSIFICATION_METRICS",
    "CONVOLUTIONS",
    "CROSSENTROPIES",
    "DEFAULT_RATES",
    "DROPOUTS",
    "NORMALIZATIONS",
    "ONE_HOT_CROSSENTROPIES",
    "POOLINGS",
    "RECURRENT",
    "REGRESSION_LOSSES",
    "RESHAPES",
    "SQUARED_ERRORS",
    "WEIGHTED",
    "WEIGHTED_LINEAR",
    "Activation",
    "Applicability",
    "Array",
    "Call",
    "Change",
    "Compile",
    "Component",
    "Compound",
    "Confidence",
    "Context",
    "Control",
    "Dim",
    "Draft",
    "Encoding",
    "Event",
    "Fact",
    "Fix",
    "Fixes",
    "Framework",
    "Head",
    "InsertLayer",
    "Interval",
    "Layer",
    "Loss",
    "Meta",
    "Metric",
    "Model",
    "Optimizer",
    "Origin",
    "Output",
    "Place",
    "Prediction",
    "Program",
    "Reason",
    "Related",
    "RemoveArgument",
    "RemoveLayer",
    "RenameArgument",
    "ReplaceValue",
    "Role",
    "SetArgument",
    "Setup",
    "Severity",
    "Shape",
    "Span",
    "Step",
    "Tier",
    "TransformData",
    "Unknown",
    "Use",
    "activation_of",
    "components",
    "extent",
    "finding",
    "fix",
    "holds_classes",
    "holds_numbers",
    "inputs",
    "insert_after",
    "insert_before",
    "labels_text",
    "library_name",
    "metric_of",
    "number",
    "outputs",
    "reconstructs",
    "relate",
    "remove_argument",
    "remove_layer",
    "rename_argument",
    "replace_component",
    "replace_loss",
    "set_activation",
    "set_argument",
    "span_of",
    "stated",
    "targets",
    "trail",
    "written",
    "written_head",
]


def finding(
    at: Place | None,
    message: str,
    *,
    related: tuple[Related, ...] = (),
    fix: Fix | None = None,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
) -> Draft:
    """State a finding at ``at``; the call of ``compile`` stands in where that is not known.

    Severity and confidence are those of the rule unless given.
    """
    return Draft(at, message, related, fix, severity, confidence)


def fix(title: str, *changes: Change | None, safe: bool = False) -> Fix | None:
    """Return a fix of ``changes``, or none when one of them cannot be written."""
    possible = tuple(change for change in changes if change is not None)
    if not possible or len(possible) != len(changes):
        return None
    return Fix(title, possible, Applicability.SAFE if safe else Applicability.UNSAFE)
