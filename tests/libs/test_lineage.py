"""Which rows an array holds, what was done to them, and whose statistics it was done with."""

from keraslint.interp.run import run
from keraslint.syntax import Tree, parse
from keraslint.values import Array, Dataset, Role, Tuple, Value

HEAD = """
import keras
import numpy as np
import tensorflow as tf
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
"""


def names(text: str) -> dict[str, Value]:
    return dict(run(Tree("example.py", parse(HEAD + text))).scope.names)


def array(values: dict[str, Value], name: str) -> Array:
    found = values[name]
    assert isinstance(found, Array)
    return found


def test_inputs_and_labels_share_their_rows() -> None:
    values = names("a = x.astype('float32') / 255\nb = keras.utils.to_categorical(y)\nc = a.reshape(-1, 784)")
    assert array(values, "a").identity is array(values, "b").identity is array(values, "c").identity
    assert array(values, "x").identity is not array(values, "x_test").identity


def test_the_same_selection_gives_the_same_rows() -> None:
    values = names("a, b, c = x[:5000], y[:5000], x[5000:]")
    assert array(values, "a").identity is array(values, "b").identity
    assert array(values, "a").identity is not array(values, "c").identity
    assert array(values, "a").identity is not array(values, "x").identity


def test_a_permutation_applied_to_both_keeps_them_together() -> None:
    values = names("order = np.random.permutation(len(x))\na, b = x[order], y[order]\nother = y[np.random.permutation(len(y))]")
    assert array(values, "a").identity is array(values, "b").identity
    assert array(values, "a").identity is not array(values, "other").identity


def test_shuffling_one_of_them_parts_them() -> None:
    values = names("a = np.random.permutation(x)")
    assert array(values, "a").identity is None
    assert array(values, "a").has("shuffle")


def test_a_split_takes_the_same_rows_of_all() -> None:
    values = names("a, b, c, d = train_test_split(x, y, test_size=0.1)\ne, f = train_test_split(a)")
    assert array(values, "a").identity is array(values, "c").identity
    assert array(values, "b").identity is array(values, "d").identity
    assert [array(values, name).role for name in "abef"] == [Role.TRAIN, Role.VALIDATION, Role.TRAIN, Role.VALIDATION]


def test_a_scaler_says_what_it_was_fitted_on() -> None:
    values = names("s = StandardScaler()\na = s.fit_transform(x.reshape(-1, 784))\nb = s.transform(x_test.reshape(-1, 784))")
    first, second = array(values, "a").steps[-1], array(values, "b").steps[-1]
    assert first.name == second.name == "sklearn.preprocessing.StandardScaler"
    assert (first.detail("method"), second.detail("method")) == ("fit_transform", "transform")
    assert first.detail("object") == second.detail("object")
    assert second.detail("fitted") == "train"


def test_fitting_is_an_event() -> None:
    machine = run(Tree("example.py", parse(HEAD + "s = StandardScaler()\ns.fit(x_test.reshape(-1, 784))")))
    events = [event for event in machine.recorder.events if event.kind == "fit"]
    assert len(events) == 1
    assert events[0].details["data"].role is Role.TEST


def test_scaling_and_type_are_steps_with_their_details() -> None:
    values = names("a = x.astype('float32') / 255\nb = x - 128\nc = (a - a.mean()) / a.std()")
    assert [step.operation for step in array(values, "a").steps] == ["load", "cast", "scale"]
    assert array(values, "a").steps[-1].detail("by") == 255
    assert array(values, "b").steps[-1].detail("wraps") is True
    assert [step.detail("by") for step in array(values, "c").steps[-2:]] == ["mean", "std"]
    assert all(step.detail("of") == "itself" for step in array(values, "c").steps[-2:])


SCALING = (
    "a = x / 255",
    "a = (x - 127.5) / 127.5",
    "a = unknown / 255.0",
    "a = x / unknown",
    "a = StandardScaler().fit_transform(unknown)",
)


def test_what_scales_anything_is_noted_for_the_file() -> None:
    for line in SCALING:
        machine = run(Tree("example.py", parse(HEAD + line)))
        assert machine.recorder.scalings, line
    machine = run(Tree("example.py", parse(HEAD + "a = x.reshape(-1, 784)\nb = len(x) / 2\nc = 100 / 255")))
    assert not machine.recorder.scalings


def test_plain_numbers_that_a_mapped_function_returns_are_tensors_of_32_bits() -> None:
    data = names("d = tf.data.Dataset.from_tensor_slices(x).map(lambda v: (v, 0, 0.5))")["d"]
    assert isinstance(data, Dataset)
    assert isinstance(data.element, Tuple)
    assert [part.dtype for part in data.element.values[1:] if isinstance(part, Array)] == ["int32", "float32"]


def test_stages_of_a_pipeline_keep_their_order_and_parameters() -> None:
    chain = "tf.data.Dataset.from_tensor_slices((x, y)).shuffle(100).map(lambda a, b: (a, b)).batch(32)"
    values = names(f"d = {chain}\ne = d.take(10)\nf = d.skip(10)")
    data, taken, left = values["d"], values["e"], values["f"]
    assert isinstance(data, Dataset)
    assert isinstance(taken, Dataset)
    assert isinstance(left, Dataset)
    assert [stage.operation for stage in taken.stages] == ["load", "shuffle", "map", "batch", "take"]
    assert taken.stages[1].detail("buffer") == 100
    assert taken.stages[1].detail("reshuffle") is True
    assert taken.stages[2].detail("parallel") is False
    assert (taken.size, left.size) == (10, 1865)
    assert taken.origin is left.origin is data.origin


def test_what_changes_in_place_changes_for_every_name() -> None:
    values = names("a = x\nnp.random.shuffle(x)\nb = np.zeros(3)\nc = b\nb.fill(7)")
    assert array(values, "a").has("shuffle")
    found = array(values, "c").interval
    assert found is not None
    assert found.lo == found.hi == 7


def test_a_list_that_holds_itself_is_no_array() -> None:
    values = names("a = [1]\na.append(a)\nb = np.array(a)\nc = tf.data.Dataset.from_tensor_slices((a, a))\nd = tf.concat(a, 0)")
    assert array(values, "b").shape is None


IN_ORDER = (
    "a = np.array([0] * 30 + [1] * 30)",
    "b = []\nfor i in range(50):\n    b.append(0)\nfor i in range(50):\n    b.append(1)\na = np.array(b)",
    "a = np.concatenate([np.zeros(30), np.ones(30)])",
    "a = np.hstack((np.zeros(30), np.ones(30), np.full(30, 2)))",
)

NOT_IN_ORDER = (
    "a = np.array([0, 1] * 30)",
    "a = np.array([0, 0, 1])",
    "a = np.array(list(range(500)))",
    "a = np.concatenate([np.ones(30), np.zeros(30), np.ones(30)])",
    "a = np.concatenate([np.array([0, 1]), np.array([2, 3])])",
)


def in_order(text: str) -> bool:
    return any(step.detail("ordered") for step in array(names(text), "a").steps)


def test_labels_that_come_class_by_class_are_known() -> None:
    assert all(in_order(text) for text in IN_ORDER)
    assert not any(in_order(text) for text in NOT_IN_ORDER)


def test_a_shuffle_says_whether_it_starts_anew() -> None:
    data = "tf.data.Dataset.from_tensor_slices((x, y))"
    values = names(
        f"a = {data}.shuffle(9)\nb = {data}.shuffle(9, reshuffle_each_iteration=False)\nc = tf.data.Dataset.list_files('*')"
    )
    again = []
    for name in "abc":
        data_set = values[name]
        assert isinstance(data_set, Dataset)
        again.append(data_set.stages[-1].detail("reshuffle"))
    assert again == [True, False, True]


def test_random_layers_augment_unless_told_otherwise() -> None:
    values = names(
        "flip = keras.Sequential([keras.layers.Rescaling(1 / 255), keras.layers.RandomFlip()])\n"
        "images = np.zeros((4, 8, 8, 3))\na = flip(images)\nb = flip(images, training=False)"
    )
    assert array(values, "a").has("augment")
    assert not array(values, "b").has("augment")
    assert array(values, "a").steps[-2].detail("by") == 255


def test_what_a_layer_learns_from_is_an_event() -> None:
    machine = run(
        Tree(
            "example.py",
            parse(
                HEAD + "n = keras.layers.Normalization()\nn.adapt(x)\nm = keras.layers.StringLookup()\nm.set_vocabulary(['a'])"
            ),
        )
    )
    events = [event for event in machine.recorder.events if event.kind in {"fit", "given"}]
    assert [event.kind for event in events] == ["fit", "given"]
    assert events[0].details["data"].role is Role.TRAIN


def test_lost_fractions_and_missing_values_are_noted() -> None:
    values = names(
        "import pandas as pd\na = keras.utils.pad_sequences([[0.5], [1.5]])\nb = keras.utils.pad_sequences([[1], [2]])\n"
        "c = pd.read_csv('f').replace('?', np.nan)\nd = pd.read_csv('f').replace('?', 0)"
    )
    assert array(values, "a").steps[-1].detail("cuts") is True
    assert array(values, "b").steps[-1].detail("cuts") is False
    assert array(values, "c").steps[-1].detail("missing") is True
    assert array(values, "d").steps[-1].detail("missing") is None
