"""Everything comes from a dictionary of settings."""

import keras

config = {
    "units": [64, 32],
    "dropout": 0.2,
    "optimizer": {"name": "sgd", "lr": 0.05},
    "classes": 7,
}
config["activation"] = "elu"
config.update(loss="sparse_categorical_crossentropy")

model = keras.Sequential()
model.add(keras.Input(shape=(config.get("features", 12),)))
for units in config["units"]:
    model.add(keras.layers.Dense(units, activation=config["activation"]))
model.add(keras.layers.Dropout(config["dropout"]))
model.add(keras.layers.Dense(config["classes"], activation="softmax"))
if config["optimizer"]["name"] == "sgd":
    optimizer = keras.optimizers.SGD(config["optimizer"]["lr"])
else:
    optimizer = keras.optimizers.Adam()
model.compile(optimizer, loss=config["loss"], metrics=["accuracy"])
