"""What the worker may build, by name. What is not listed is not built: no layer that holds code, reads a file or loads one.

The names are those of ``keras.layers`` and its neighbours, without the module.
"""

from __future__ import annotations

from typing import Final

CORE: Final = frozenset({
    "Activation", "ActivityRegularization", "Dense", "Dropout", "ELU", "Embedding", "EinsumDense", "Flatten", "GaussianDropout",
    "GaussianNoise", "AlphaDropout", "Identity", "LeakyReLU", "Masking", "Normalization",
    "PReLU", "Permute", "ReLU", "RepeatVector", "Rescaling",
    "Reshape", "Softmax", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "InputLayer",
})  # fmt: skip
CONVOLUTIONS: Final = frozenset({
    "Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose", "DepthwiseConv1D", "DepthwiseConv2D",
    "SeparableConv1D", "SeparableConv2D",
})  # fmt: skip
WINDOWS: Final = frozenset({
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "UpSampling1D",
    "UpSampling2D", "UpSampling3D", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "Cropping1D", "Cropping2D", "Cropping3D",
})  # fmt: skip
GLOBAL_POOLINGS: Final = frozenset({
    "GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
})  # fmt: skip
NORMALIZATIONS: Final = frozenset({
    "BatchNormalization", "GroupNormalization", "LayerNormalization", "RMSNormalization", "UnitNormalization",
})  # fmt: skip
RECURRENT: Final = frozenset({"GRU", "LSTM", "SimpleRNN", "Bidirectional", "TimeDistributed", "ConvLSTM1D", "ConvLSTM2D"})
ATTENTION: Final = frozenset({"AdditiveAttention", "Attention", "MultiHeadAttention"})
MERGING: Final = frozenset({"Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract"})

LAYERS: Final = CORE | CONVOLUTIONS | WINDOWS | GLOBAL_POOLINGS | NORMALIZATIONS | RECURRENT | ATTENTION | MERGING

ALIASES: Final = {
    **{f"Convolution{n}": f"Conv{n}" for n in ("1D", "2D", "3D", "1DTranspose", "2DTranspose", "3DTranspose")},
    **{f"{kind}Pool{n}D": f"{long}Pooling{n}D" for n in "123" for kind, long in (("Max", "Max"), ("Avg", "Average"))},
    **{f"Global{kind}Pool{n}D": f"Global{long}Pooling{n}D" for n in "123" for kind, long in (("Max", "Max"), ("Avg", "Average"))},
    "SeparableConvolution1D": "SeparableConv1D",
    "SeparableConvolution2D": "SeparableConv2D",
}
"""Other names of layers."""

OPERATIONS: Final = frozenset({"add", "subtract", "multiply", "divide", "relu", "sigmoid", "softmax", "tanh"})
"""Functions of ``keras.ops`` that may stand in a model."""

ACTIVATIONS: Final = frozenset({
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink",
    "softmax", "softplus", "softsign", "swish", "tanh", "tanh_shrink",
})  # fmt: skip

INITIALIZERS: Final = {
    **{name: name for name in (
        "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "LecunNormal", "LecunUniform", "Ones",
        "Orthogonal", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Zeros",
    )},
    "constant": "Constant", "glorot_normal": "GlorotNormal", "glorot_uniform": "GlorotUniform", "he_normal": "HeNormal",
    "he_uniform": "HeUniform", "identity": "Identity", "IdentityInitializer": "Identity", "lecun_normal": "LecunNormal",
    "lecun_uniform": "LecunUniform", "ones": "Ones", "one": "Ones", "orthogonal": "Orthogonal",
    "OrthogonalInitializer": "Orthogonal", "random_normal": "RandomNormal", "normal": "RandomNormal",
    "random_uniform": "RandomUniform", "uniform": "RandomUniform", "truncated_normal": "TruncatedNormal",
    "variance_scaling": "VarianceScaling", "zeros": "Zeros", "zero": "Zeros",
}  # fmt: skip
"""Initializers by all their names."""

REGULARIZERS: Final = {
    "L1": "L1", "l1": "L1", "L2": "L2", "l2": "L2", "L1L2": "L1L2", "l1_l2": "L1L2",
    "OrthogonalRegularizer": "OrthogonalRegularizer",
}  # fmt: skip
CONSTRAINTS: Final = {
    "MaxNorm": "MaxNorm", "max_norm": "MaxNorm", "maxnorm": "MaxNorm", "MinMaxNorm": "MinMaxNorm", "min_max_norm": "MinMaxNorm",
    "NonNeg": "NonNeg", "nonneg": "NonNeg", "non_neg": "NonNeg", "UnitNorm": "UnitNorm", "unit_norm": "UnitNorm",
}  # fmt: skip
OPTIMIZERS: Final = frozenset({
    "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Ftrl", "Lamb", "Lion", "Nadam", "RMSprop", "SGD",
})  # fmt: skip
SCHEDULES: Final = frozenset({
    "CosineDecay", "CosineDecayRestarts", "ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay", "PolynomialDecay",
})  # fmt: skip
LOSSES: Final = {
    "binary_crossentropy": "BinaryCrossentropy", "binary_focal_crossentropy": "BinaryFocalCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy", "categorical_focal_crossentropy": "CategoricalFocalCrossentropy",
    "categorical_hinge": "CategoricalHinge", "cosine_similarity": "CosineSimilarity", "dice": "Dice", "hinge": "Hinge",
    "huber": "Huber", "kl_divergence": "KLDivergence", "log_cosh": "LogCosh", "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError", "mean_squared_error": "MeanSquaredError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError", "poisson": "Poisson",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy", "squared_hinge": "SquaredHinge", "tversky": "Tversky",
}  # fmt: skip
"""The classes of losses by the name of the function that they compute."""

CROSSENTROPIES: Final = frozenset({"binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"})

GROUPS: Final = {
    "keras.layers.": "layer", "keras.initializers.": "initializer", "keras.regularizers.": "regularizer",
    "keras.constraints.": "constraint", "keras.optimizers.schedules.": "schedule",
}  # fmt: skip
"""What stands under which module."""

NAMES: Final = {
    "layer": {**{name: name for name in LAYERS}, **ALIASES},
    "initializer": INITIALIZERS,
    "regularizer": REGULARIZERS,
    "constraint": CONSTRAINTS,
    "schedule": {name: name for name in SCHEDULES},
    "optimizer": {name: name for name in OPTIMIZERS},
}
"""What may be built, by group and any of its names, with the name of the class."""
