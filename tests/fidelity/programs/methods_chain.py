"""A class that builds its model over several methods, properties and class attributes."""

import keras
from keras import layers


class Base:
    loss = "mse"
    rate = 0.01
    metrics = ()

    def __init__(self, inputs, outputs):
        self.inputs, self.outputs = inputs, outputs
        self._model = None

    def body(self, x):
        raise NotImplementedError

    @property
    def head(self):
        return layers.Dense(self.outputs)

    @property
    def model(self):
        if self._model is None:
            self._model = self.make()
        return self._model

    def make(self):
        start = keras.Input((self.inputs,))
        model = keras.Model(start, self.head(self.body(start)), name=type(self).__name__.lower())
        model.compile(optimizer=self.optimizer(), loss=self.loss, metrics=list(self.metrics))
        return model

    @classmethod
    def optimizer(cls):
        return keras.optimizers.Adam(cls.rate)


class Regressor(Base):
    rate = 0.003

    def body(self, x):
        return layers.Dense(10, activation="relu")(x)


class Sorter(Base):
    loss = "sparse_categorical_crossentropy"
    metrics = ("accuracy",)

    def __init__(self, *args, width=5, **kwargs):
        super().__init__(*args, **kwargs)
        self.width = width

    def body(self, x):
        x = layers.Dense(self.width)(x)
        return layers.ReLU()(x)

    @property
    def head(self):
        return keras.Sequential([super().head, layers.Softmax()])

    @staticmethod
    def optimizer():
        return "adagrad"


Regressor(4, 1).model.summary()
sorter = Sorter(6, outputs=3, width=8)
sorter.model.count_params()
