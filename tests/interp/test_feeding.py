"""What a model is fed with by generators and ``Sequence`` classes of the program."""

from keraslint.describe import describe_fact
from keraslint.interp.run import interpret
from keraslint.ir import Use
from keraslint.syntax import Tree, parse

HEAD = """
import keras
import numpy as np

(x, y), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "categorical_crossentropy")
"""

FEED = """
class Feed(keras.utils.PyDataset):
    def __init__(self, x, y, size):
        super().__init__()
        self.x, self.y, self.size = x, y, size

    def __len__(self):
        return len(self.x) // self.size

    def __getitem__(self, index):
        rows = self.x[index * self.size : (index + 1) * self.size]
        labels = self.y[index * self.size : (index + 1) * self.size]
        return rows / 255, keras.utils.to_categorical(labels, 10)
"""

GENERATOR = """
def batches(x, y):
    while True:
        rows = np.random.randint(0, len(x), 32)
        yield [x[rows] / 255, y[rows]]
"""


def only_use(text: str) -> Use:
    program = interpret(Tree("example.py", parse(HEAD + text)))
    return program.setups[0].uses[0]


def test_sequence_class() -> None:
    use = only_use(FEED + "model.fit(Feed(x, y, 32))")
    assert describe_fact(use.x) == "array(None, 32, 32, 3) float64 0..1 train from keras.datasets.cifar10 by select, scale"
    assert (
        describe_fact(use.y)
        == "array(None, 10) 0..1 labels one-hot of 10 classes train from keras.datasets.cifar10 by select, encode"
    )
    assert use.container == "dataset"


def test_sequence_class_as_validation_data() -> None:
    use = only_use(FEED + "model.fit(x, y, validation_data=Feed(x, y, 32))")
    assert describe_fact(use.validation_x).startswith("array(None, 32, 32, 3) float64 0..1")


def test_generator_that_yields_lists() -> None:
    use = only_use(GENERATOR + "model.fit(batches(x, y), steps_per_epoch=10)")
    assert describe_fact(use.x) == "array(32, 32, 32, 3) float64 0..1 train from keras.datasets.cifar10 by select, scale"
    assert use.y.known


def test_object_of_another_class_is_no_data() -> None:
    use = only_use("class Thing:\n    def __getitem__(self, index):\n        return x\n\nmodel.fit(Thing())")
    assert not use.x.known
