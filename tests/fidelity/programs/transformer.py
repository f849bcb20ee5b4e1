"""A transformer of blocks that the program defines."""

# unknown: parameters: what the layers' own code makes of weights is not counted
import keras
from keras import layers, ops


class Embedded(layers.Layer):
    def __init__(self, length, vocabulary, size):
        super().__init__()
        self.tokens = layers.Embedding(input_dim=vocabulary, output_dim=size)
        self.places = layers.Embedding(input_dim=length, output_dim=size)

    def call(self, x):
        length = ops.shape(x)[-1]
        positions = ops.arange(0, length, 1)
        return self.tokens(x) + self.places(positions)


class Block(layers.Layer):
    def __init__(self, size, heads, inner, rate=0.1):
        super().__init__()
        self.attend = layers.MultiHeadAttention(num_heads=heads, key_dim=size)
        self.feed = keras.Sequential([layers.Dense(inner, activation="relu"), layers.Dense(size)])
        self.norms = [layers.LayerNormalization(epsilon=1e-6) for _ in range(2)]
        self.drops = [layers.Dropout(rate), layers.Dropout(rate)]

    def call(self, inputs):
        attended = self.drops[0](self.attend(inputs, inputs))
        first = self.norms[0](inputs + attended)
        return self.norms[1](first + self.drops[1](self.feed(first)))


tokens = keras.Input((20,), dtype="int64")
x = Embedded(20, 300, 16)(tokens)
for _ in range(2):
    x = Block(16, 2, 24)(x)
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dense(10, activation="relu")(x)
model = keras.Model(inputs=tokens, outputs=layers.Dense(2, activation="softmax")(x))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

patches = keras.Input((36, 27))
y = layers.Dense(12)(patches)
y = y + layers.Embedding(36, 12)(ops.arange(36))
for _ in range(2):
    z = layers.LayerNormalization(epsilon=1e-6)(y)
    z, weights = layers.MultiHeadAttention(3, 4, dropout=0.1)(z, z, return_attention_scores=True)
    y = layers.Add()([z, y])
    z = layers.Dense(24, activation=keras.activations.gelu)(layers.LayerNormalization()(y))
    y = layers.Add()([layers.Dense(12)(z), y])
vit = keras.Model(patches, layers.Dense(10)(layers.Flatten()(y)))
vit.compile(keras.optimizers.AdamW(1e-3, weight_decay=1e-4), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
