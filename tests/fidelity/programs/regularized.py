"""Everything that layers take besides their size: regularizers, constraints, initializers, names."""

import keras
from keras import constraints, initializers, layers, regularizers

model = keras.Sequential(name="all_options")
model.add(keras.Input(shape=(12,), name="measured"))
model.add(
    layers.Dense(
        10,
        kernel_regularizer=regularizers.L1L2(l1=1e-5, l2=1e-4),
        bias_regularizer="l2",
        activity_regularizer=regularizers.l1(1e-6),
        kernel_constraint=constraints.MaxNorm(3),
        kernel_initializer=initializers.HeNormal(seed=1),
        bias_initializer=initializers.Constant(0.1),
        use_bias=True,
    )
)
model.add(layers.ActivityRegularization(l2=0.1))
model.add(layers.AlphaDropout(0.1))
model.add(layers.GaussianDropout(0.1))
model.add(layers.BatchNormalization(momentum=0.9, scale=False, center=False))
model.add(layers.ELU(alpha=0.5))
model.add(layers.Dense(units=4, use_bias=False, activation=keras.activations.softplus, trainable=False))
model.add(layers.Dense(1, activation=lambda x: keras.ops.sigmoid(x) * 2))
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-3, clipnorm=1.0, weight_decay=1e-5, ema_momentum=0.9, use_ema=True),
    loss=keras.losses.MeanSquaredLogarithmicError(),
    metrics=[keras.metrics.RootMeanSquaredError(), "mape", keras.metrics.CosineSimilarity(axis=-1), keras.metrics.R2Score()],
)

low = keras.Sequential([keras.Input((8,)), layers.Dense(16, lora_rank=2), layers.Dense(1)])
low.layers[0].trainable = False
low.compile("adam", "cosine_similarity")

frozen = keras.Sequential([keras.Input((8,)), layers.Dense(3), layers.BatchNormalization(trainable=False), layers.Dense(2)], trainable=False)
frozen.compile("adam", "squared_hinge")
