"""Library names are spelled as the file reaches them, and imported once where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from keraslint.change import insert_before, set_argument
from keraslint.replacement import Call

REACHED = {
    "import keras": "keras.losses.Huber",
    "import keras.losses": "keras.losses.Huber",
    "import keras.losses as kl": "kl.Huber",
    "import tf_keras": "tf_keras.losses.Huber",
    "from tensorflow import keras": "keras.losses.Huber",
    "from keras import losses": "losses.Huber",
    "from keras import losses as L": "L.Huber",
    "from keras.losses import Huber": "Huber",
    "from keras.losses import Huber as H, Hinge": "H",
    "from keras.losses import *": "Huber",
    "import tensorflow as tf": "tf.keras.losses.Huber",
    "import tensorflow": "tensorflow.keras.losses.Huber",
    "import tensorflow.keras.layers": "tensorflow.keras.losses.Huber",
    "import tensorflow.compat.v1 as tf\nx = tf.keras.layers": "tf.keras.losses.Huber",
    "import tensorflow as tf\nlosses = tf.keras.losses": "losses.Huber",
    "import tensorflow as tf\nimport keras": "keras.losses.Huber",
    "from tensorflow.keras import layers\nimport tensorflow as tf": "tf.keras.losses.Huber",
    "try:\n    import keras\nexcept ImportError:\n    raise": "keras.losses.Huber",
    "def f():\n    from keras import losses\nimport keras": "keras.losses.Huber",
    "losses = []\nimport keras\nfrom keras import losses": "keras.losses.Huber",
}


@pytest.mark.parametrize(("head", "expected"), REACHED.items(), ids=REACHED.keys())
def test_a_name_that_is_reached(scene: Any, head: str, expected: str) -> None:
    program = scene(f"{head}\nmodel.compile(loss=0)\n")
    after = program.fixed(set_argument(program.fact("compile", "loss"), Call("keras.losses.Huber")))
    assert after == f"{head}\nmodel.compile(loss={expected}())\n"


IMPORTED = {
    "from keras.layers import Dense": "from keras.losses import Huber",
    "from tensorflow.keras.layers import Dense\nimport numpy as np": "from tensorflow.keras.losses import Huber",
    "from tensorflow.python.keras.layers import Dense": "from tensorflow.python.keras.losses import Huber",
    "from tensorflow.python.keras import layers\nimport tensorflow as tf": "from tensorflow.python.keras.losses import Huber",
}


@pytest.mark.parametrize(("head", "line"), IMPORTED.items(), ids=IMPORTED.keys())
def test_a_name_that_is_imported(scene: Any, head: str, line: str) -> None:
    program = scene(f"'''Doc.'''\n{head}\n\n\nmodel.compile(loss=0, more=0)\n")
    loss = Call("keras.losses.Huber")
    after = program.fixed(
        set_argument(program.fact("compile", "loss"), loss), set_argument(program.fact("compile", "more"), loss)
    )
    first, *rest = head.split("\n")
    lines = "\n".join([first, line, *rest])
    assert after == f"'''Doc.'''\n{lines}\n\n\nmodel.compile(loss=Huber(), more=Huber())\n"


def test_the_import_stands_behind_the_last_one_where_none_is_of_keras(scene: Any) -> None:
    program = scene("from __future__ import annotations\nimport os\nimport sys\nx = f(y=0)\nimport re\n")
    after = program.fixed(set_argument(program.fact("f", "y"), Call("numpy.array")))
    assert (
        after
        == "from __future__ import annotations\nimport os\nimport sys\nfrom numpy import array\nx = f(y=array())\nimport re\n"
    )


UNREACHED = {
    "two kinds of Keras": "from keras.layers import Dense\nfrom tf_keras.losses import Hinge",
    "no Keras": "import numpy",
    "a name that is taken": "from keras.layers import Dense\nHuber = 1",
    "imports in a function alone": "def f():\n    from keras.layers import Dense",
    "imports for the type checker alone": "if TYPE_CHECKING:\n    import keras",
    "imports that come later": "x = 1\nmodel.compile(loss=0)\nimport keras.layers as late",
}


@pytest.mark.parametrize("head", UNREACHED.values(), ids=UNREACHED.keys())
def test_a_name_that_cannot_be_reached(scene: Any, head: str) -> None:
    program = scene(f"{head}\nmodel.compile(loss=0)\n")
    assert program.fixed(set_argument(program.fact("compile", "loss"), Call("keras.losses.Huber"))) is None


def test_one_keras_is_not_mixed_with_another(scene: Any) -> None:
    head = "import keras\nimport tensorflow as tf\n"
    program = scene(f"{head}x = tf.keras.layers.Dense(1)\nmodel = keras.Sequential([keras.layers.Dense(2)])\n")
    first = program.fixed(set_argument(program.fact("Dense", "kernel_initializer"), Call("keras.initializers.Zeros")))
    second = program.fixed(set_argument(program.fact("Dense", "kernel_initializer", 1), Call("keras.initializers.Zeros")))
    assert "tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.Zeros())" in first
    assert "keras.layers.Dense(2, kernel_initializer=keras.initializers.Zeros())" in second


def test_the_keras_of_a_compile_call_is_that_of_its_model(scene: Any) -> None:
    head = "import keras\nimport tensorflow as tf\nfrom keras.datasets import mnist\n"
    program = scene(f"{head}model = tf.keras.Sequential()\nmodel.compile(loss=0)\n")
    after = program.fixed(set_argument(program.fact("compile", "loss"), Call("keras.losses.Huber")))
    assert after.endswith("model.compile(loss=tf.keras.losses.Huber())\n")


def test_an_import_in_the_function_counts_there(scene: Any) -> None:
    program = scene("def f():\n    from keras import losses\n    model.compile(loss=0)\n")
    after = program.fixed(set_argument(program.fact("compile", "loss"), Call("keras.losses.Huber")))
    assert after == "def f():\n    from keras import losses\n    model.compile(loss=losses.Huber())\n"


def test_first_arguments_are_written_as_the_documentation_does(scene: Any) -> None:
    program = scene("from keras import layers\nmodel = Sequential([layers.Dense(1)])\n")
    after = program.fixed(insert_before(program.layer("layers.Dense(1)"), "keras.layers.Dropout", rate=0.5, seed=1))
    assert after.endswith("Sequential([layers.Dropout(0.5, seed=1), layers.Dense(1)])\n")
