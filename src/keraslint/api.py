"""What a rule is written with. A rule pack imports this module and nothing else of keraslint.

A rule matches on facts. ``Fact`` has its value first, and an unknown value equals nothing: an unknown fact matches no pattern::

    match setup.head:
        case Head(activation=Fact("softmax"), units=Fact(1)) as head:
            yield finding(at=head.activation.place, message="...")
"""

from __future__ import annotations

from keraslint.change import (
    Change,
    adapt_layer,
    append_element,
    call_before,
    in_setup,
    insert_after,
    insert_before,
    insert_in_loop,
    parallel_stage,
    remove_argument,
    remove_component,
    remove_layer,
    rename_argument,
    rename_attribute,
    replace_call,
    replace_component,
    replace_import,
    replace_module,
    replace_reference,
    set_activation,
    set_argument,
    set_parameter,
    set_step,
    swap_arguments,
    swap_stages,
    transform_data,
)
from keraslint.comments import Comments
from keraslint.findings import Applicability, Confidence, Fix, Related, Severity
from keraslint.ir import (
    ABSENT,
    Compile,
    Component,
    Context,
    Control,
    CustomClass,
    Event,
    Fact,
    Framework,
    Head,
    Idle,
    Layer,
    Loss,
    Metric,
    Model,
    Optimizer,
    Path,
    Problem,
    Program,
    Reference,
    Setup,
    Use,
)
from keraslint.libs.arrays import holds_rows, is_prediction
from keraslint.libs.keras.activations import ACTIVATIONS, Activation
from keraslint.libs.keras.applications import application_mode
from keraslint.libs.keras.data.images import preparation_mode
from keraslint.replacement import Call, Increased, Variable
from keraslint.rules import Compound, Draft, Fixes, Meta, Prediction, Statistic, Tier
from keraslint.source import Place, Span
from keraslint.values import Array, Dim, Encoding, Interval, Origin, Reason, Role, Shape, Step, Unknown
from keraslint.views.budget import Budget, budget_of, callbacks_of, epochs_of, in_full, in_test_file, in_tests, made_at_random
from keraslint.views.evaluation import (
    among,
    is_looked_at,
    loads_weights,
    look_after,
    looks,
    made_by,
    metrics_on,
    selectors,
    unvalidated,
)
from keraslint.views.feeds import (
    Feed,
    Purpose,
    divisor,
    expects_pixels,
    feeds,
    first_layers,
    held_out,
    is_fitted,
    known,
    same_source,
    scaling_text,
    shrinks_pixels,
    training,
)
from keraslint.views.freezing import Switch, identities, may_be_frozen, pretrained, shares_training, switches
from keraslint.views.graphs import (
    Choice,
    Declared,
    chosen,
    declared_input,
    fan_in,
    graphs,
    ignored_inputs,
    restores_weights,
    sole_consumer,
    spread_of,
    width,
)
from keraslint.views.lineage import Learned, common, learned, left_aside, saw, shared_steps
from keraslint.views.logs import logged, validates
from keraslint.views.migration import (
    REMAINING,
    Gone,
    Removed,
    accepts,
    below,
    gone,
    is_available,
    is_gone,
    is_guarded,
    is_of_keras,
    judged_by,
    keras_of,
    parent,
    public_home,
    relied_upon,
    removed,
    root_of,
    same_operation,
    set_aside,
    string_of_old,
    swallowed,
    unheard_of,
    uses_keras,
)
from keraslint.views.orders import keeps_order, sorted_at
from keraslint.views.outputs import (
    GENTLE_STEPS,
    TIGHT_STEPS,
    Output,
    adjusts_learning_rate,
    attained,
    continues_training,
    drop_activation,
    extent,
    holds_classes,
    holds_numbers,
    inputs,
    metric_of,
    outputs,
    reconstructs,
    replace_loss,
    stated,
    targets,
    trained_on_itself,
)
from keraslint.views.repetition import CHEAP_TURNS, calls_in, loops, making, repeated_in, stands_in
from keraslint.views.saving import endings, file_renamed, loads_models, saves_models
from keraslint.views.shapes import chosen_order, orders_channels, problems, shape_text
from keraslint.views.tables import (
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
from keraslint.views.words import (
    labels_text,
    library_name,
    loss_and_labels,
    number,
    relate,
    span_of,
    trail,
    written,
    written_head,
)

__all__ = [
    "ABSENT", "ACCURACIES", "ACTIVATIONS", "ADAPTIVE", "AUGMENTATIONS", "BINARY_CROSSENTROPIES", "CATEGORICAL_CROSSENTROPIES",
    "CHEAP_TURNS", "CLASSIFICATION_METRICS", "CONVOLUTIONS", "CROSSENTROPIES", "DEFAULT_RATES", "DROPOUTS", "GENTLE_STEPS",
    "NORMALIZATIONS", "ONE_HOT_CROSSENTROPIES", "POOLINGS", "RECURRENT", "REGRESSION_LOSSES", "REMAINING", "RESHAPES",
    "SQUARED_ERRORS", "TIGHT_STEPS", "WEIGHTED", "WEIGHTED_LINEAR", "Activation", "Applicability", "Array", "Budget", "Call",
    "Change", "Choice", "Comments", "Compile", "Component", "Compound", "Confidence", "Context", "Control", "CustomClass",
    "Declared", "Dim", "Draft", "Encoding", "Event", "Fact", "Feed", "Fix", "Fixes", "Framework", "Gone", "Head", "Idle",
    "Increased", "Interval", "Layer", "Learned", "Loss", "Meta", "Metric", "Model", "Optimizer", "Origin", "Output", "Path",
    "Place", "Prediction", "Problem", "Program", "Purpose", "Reason", "Reference", "Related", "Removed", "Role", "Setup",
    "Severity", "Shape", "Span", "Statistic", "Step", "Switch", "Tier", "Unknown", "Use", "Variable", "accepts",
    "adapt_layer", "adjusts_learning_rate", "among", "append_element", "application_mode", "attained", "below", "budget_of",
    "call_before", "callbacks_of", "calls_in", "chosen", "chosen_order", "common", "continues_training", "declared_input",
    "divisor", "drop_activation", "endings", "epochs_of", "expects_pixels", "extent", "fan_in", "feeds", "file_renamed",
    "finding", "first_layers", "fix", "gone", "graphs", "held_out", "holds_classes", "holds_numbers", "holds_rows",
    "identities", "ignored_inputs", "in_full", "in_setup", "in_test_file", "in_tests", "inputs", "insert_after",
    "insert_before", "insert_in_loop", "is_available", "is_fitted", "is_gone", "is_guarded", "is_looked_at", "is_of_keras",
    "is_prediction", "judged_by", "keeps_order", "keras_of", "known", "labels_text", "learned", "left_aside", "library_name",
    "loads_models", "loads_weights", "logged", "look_after", "looks", "loops", "loss_and_labels", "made_at_random", "made_by",
    "making", "may_be_frozen", "metric_of", "metrics_on", "number", "orders_channels", "outputs", "parallel_stage", "parent",
    "preparation_mode", "pretrained", "problems", "public_home", "reconstructs", "relate", "relied_upon", "remove_argument",
    "remove_component", "remove_layer", "removed", "rename_argument", "rename_attribute", "repeated_in", "replace_call",
    "replace_component", "replace_import", "replace_loss", "replace_module", "replace_reference", "restores_weights",
    "root_of", "same_operation", "same_source", "saves_models", "saw", "scaling_text", "selectors", "set_activation",
    "set_argument", "set_aside", "set_parameter", "set_step", "shape_text", "shared_steps", "shares_training",
    "shrinks_pixels", "sole_consumer", "sorted_at", "span_of", "spread_of", "stands_in", "stated", "string_of_old",
    "swallowed", "swap_arguments", "swap_stages", "switches", "targets", "trail", "trained_on_itself", "training",
    "transform_data", "unheard_of", "unvalidated", "uses_keras", "validates", "width", "written", "written_head",
]  # fmt: skip


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
