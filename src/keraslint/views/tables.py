"""What rules know of Keras by name: families of losses, metrics, layers and optimizers.

Every name is the last part of a canonical name: a function for losses and metrics, a class for layers and optimizers. What is
known of activations stands in ``libs.keras.activations``.
"""

from __future__ import annotations

from typing import Final

BINARY_CROSSENTROPIES: Final = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
"""Losses that judge every output unit on its own, as a yes or no."""

ONE_HOT_CROSSENTROPIES: Final = frozenset({"categorical_crossentropy", "categorical_focal_crossentropy"})
"""Losses over the units together, with one-hot labels."""

CATEGORICAL_CROSSENTROPIES: Final = ONE_HOT_CROSSENTROPIES | {"sparse_categorical_crossentropy"}
"""Losses over the units together, of which exactly one is right."""

CROSSENTROPIES: Final = BINARY_CROSSENTROPIES | CATEGORICAL_CROSSENTROPIES
"""Losses that compare probabilities, and know ``from_logits``."""

SQUARED_ERRORS: Final = frozenset({
    "mean_squared_error", "mean_absolute_error", "root_mean_squared_error", "huber", "log_cosh",
})  # fmt: skip
"""Losses that measure how far an output is from its target."""

REGRESSION_LOSSES: Final = SQUARED_ERRORS | {"mean_squared_logarithmic_error", "mean_absolute_percentage_error"}
"""Losses for numbers rather than classes."""

ACCURACIES: Final = frozenset({
    "accuracy", "acc", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
    "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy",
})  # fmt: skip
"""Metrics that count right answers."""

CLASSIFICATION_METRICS: Final = ACCURACIES | {
    "auc", "precision", "recall", "f1_score", "fbeta_score", "true_positives", "true_negatives", "false_positives",
    "false_negatives", "precision_at_recall", "recall_at_precision", "sensitivity_at_specificity",
    "specificity_at_sensitivity", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy",
}  # fmt: skip
"""Metrics that make sense of classes only."""

WEIGHTED_LINEAR: Final = frozenset({
    "Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose",
})  # fmt: skip
"""Layers that are a linear map of their input, followed by their activation."""

CONVOLUTIONS: Final = WEIGHTED_LINEAR - {"Dense", "EinsumDense"} | {
    "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D",
}  # fmt: skip
RECURRENT: Final = frozenset({
    "LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "CuDNNLSTM", "CuDNNGRU",
})  # fmt: skip
WEIGHTED: Final = WEIGHTED_LINEAR | CONVOLUTIONS | RECURRENT
"""Layers that multiply their input by trained weights."""

DROPOUTS: Final = frozenset({
    "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout", "GaussianNoise",
    "ActivityRegularization", "Identity",
})  # fmt: skip
RESHAPES: Final = frozenset({
    "Flatten", "Reshape", "Permute", "RepeatVector", "Cropping1D", "Cropping2D", "Cropping3D", "ZeroPadding1D", "ZeroPadding2D",
    "ZeroPadding3D", "UpSampling1D", "UpSampling2D", "UpSampling3D",
})  # fmt: skip
"""Layers that move values, or leave some out, without computing with them."""

AUGMENTATIONS: Final = frozenset({
    "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomCrop", "RandomContrast", "RandomBrightness",
    "RandomHeight", "RandomWidth", "RandomShear", "Resizing", "CenterCrop",
})  # fmt: skip
"""Layers that change images and keep the range of their values."""

POOLINGS: Final = frozenset({
    f"{scope}{kind}Pooling{rank}D" for scope in ("", "Global") for kind in ("Max", "Average") for rank in (1, 2, 3)
})  # fmt: skip
NORMALIZATIONS: Final = frozenset({
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "UnitNormalization", "RMSNormalization", "Normalization",
})  # fmt: skip

ADAPTIVE: Final = frozenset({"Adam", "AdamW", "Nadam", "RMSprop", "Adamax", "Lion", "Lamb", "ScheduleFreeAdamW"})
"""Optimizers whose steps do not grow with the gradient, so that the learning rate alone sets their length."""

DEFAULT_RATES: Final[dict[str, float]] = {
    "SGD": 0.01, "Adam": 0.001, "AdamW": 0.001, "Nadam": 0.001, "RMSprop": 0.001, "Adamax": 0.001, "Adagrad": 0.001,
    "Adadelta": 0.001, "Adafactor": 0.001, "Ftrl": 0.001, "Lamb": 0.001, "Lion": 0.001, "Muon": 0.001,
    "ScheduleFreeAdamW": 0.0025,
}  # fmt: skip
"""The learning rate that Keras gives an optimizer when the program does not."""
