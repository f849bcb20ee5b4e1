"""Metrics of scikit-learn: recorded with what they are given, for the rules about predictions."""

from __future__ import annotations

from typing import Final

from keraslint.libs.registry import Call, entry
from keraslint.values import Const, Reason, Value

NONE: Final = Const(None)
NAMES: Final = (
    "accuracy_score", "balanced_accuracy_score", "precision_score", "recall_score", "f1_score", "fbeta_score",
    "roc_auc_score", "average_precision_score", "log_loss", "confusion_matrix", "classification_report",
    "mean_squared_error", "mean_absolute_error", "mean_absolute_percentage_error", "root_mean_squared_error", "r2_score",
    "roc_curve", "precision_recall_curve", "cohen_kappa_score", "matthews_corrcoef", "jaccard_score", "hamming_loss",
    "top_k_accuracy_score", "explained_variance_score", "max_error", "multilabel_confusion_matrix", "zero_one_loss",
    "median_absolute_error", "mean_squared_log_error",
)  # fmt: skip


@entry(*(f"sklearn.metrics.{name}" for name in NAMES))
def metric(call: Call, y_true: Value, y_pred: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Record a metric and what it compares."""
    second = others.get("y_score", others.get("probas_pred", others.get("y_prob", y_pred)))
    call.event("metric", first=y_true, second=second)
    return call.unknown(reason=Reason.DATA_DEPENDENT)
