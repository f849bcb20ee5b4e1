"""Each layer of attention."""

import keras
from keras import layers

text = keras.Input((8, 6))
memory = keras.Input((11, 6))
a = layers.Attention(use_scale=True)([text, memory])
b = layers.AdditiveAttention()([text, memory, memory])
c, scores = layers.MultiHeadAttention(num_heads=2, key_dim=5, value_dim=3, output_shape=4)(
    text, memory, return_attention_scores=True
)
d = layers.GroupQueryAttention(head_dim=4, num_query_heads=4, num_key_value_heads=2)(text, memory)
e = layers.MultiHeadAttention(2, 3, use_bias=False)(query=text, value=memory, key=memory, use_causal_mask=False)
joined = layers.Concatenate()([a, b, c, d, e])
looked = layers.Flatten()(scores)
model = keras.Model([text, memory], [layers.Dense(1)(joined), layers.Dense(2, activation="softmax")(looked)])
model.compile("adam", ["mse", "categorical_crossentropy"])

x = layers.LayerNormalization()(text)
x = layers.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True)
x = layers.Add()([x, text])
x = layers.EinsumDense("abc,cd->abd", output_shape=(None, 12), bias_axes="d", activation="gelu")(x)
x = layers.Dense(6)(x)
x = layers.RMSNormalization()(x)
generator = keras.Model(text, layers.Softmax()(x))
generator.compile("adam", "categorical_crossentropy")
# unknown: shape, parameters: Keras builds what follows the scores for as many keys as there are queries, which holds for no data
