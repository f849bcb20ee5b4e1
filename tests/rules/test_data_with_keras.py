"""What the rules about data say of Keras, tried on a real one."""

from typing import Any

import pytest

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")

POINTS = np.random.default_rng(0).random((64, 8)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 3, 64)


def network() -> Any:
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_other_ranges_in_evaluation_than_in_training_are_silent() -> None:
    model = network()
    model.fit(POINTS, LABELS, verbose=0, validation_data=(POINTS * 255, LABELS))
    model.evaluate(POINTS * 255, LABELS, verbose=0)


def test_validation_split_takes_the_last_rows_before_shuffling() -> None:
    seen: list[Any] = []

    class Seen(keras.callbacks.Callback):
        def on_test_end(self, logs: Any = None) -> None:
            seen.append(logs["accuracy"])

    model = network()
    model.fit(POINTS, LABELS, validation_split=0.25, verbose=0, callbacks=[Seen()])
    _, last = model.evaluate(POINTS[48:], LABELS[48:], verbose=0)
    assert seen == [pytest.approx(last)]


@pytest.mark.parametrize(
    ("name", "inside"),
    [("EfficientNetB0", True), ("EfficientNetV2B0", True), ("MobileNetV3Small", True), ("MobileNetV2", False), ("VGG16", False)],
)
def test_which_models_prepare_their_input_themselves(name: str, inside: bool) -> None:
    model = getattr(keras.applications, name)(weights=None, include_top=False, input_shape=(32, 32, 3))
    assert any(isinstance(layer, keras.layers.Rescaling) for layer in model.layers) is inside


@pytest.mark.parametrize(
    ("module", "lowest", "highest"),
    [("vgg16", -123.68, 151.061), ("resnet", -123.68, 151.061), ("mobilenet_v2", -1, 1), ("densenet", -2.118, 2.64),
     ("efficientnet", 0, 255)],
)  # fmt: skip
def test_what_preparations_make_of_pixels(module: str, lowest: float, highest: float) -> None:
    images = np.stack([np.zeros((4, 4, 3)), np.full((4, 4, 3), 255.0)])
    made = getattr(keras.applications, module).preprocess_input(images.copy())
    assert made.min() == pytest.approx(lowest, abs=0.01)
    assert made.max() == pytest.approx(highest, abs=0.01)


def test_a_rescaling_gives_what_the_preparation_for_mobile_net_gives() -> None:
    images = np.random.default_rng(0).random((1, 4, 4, 3)) * 255
    rescaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(images)
    assert np.allclose(rescaled, keras.applications.mobilenet_v2.preprocess_input(images.copy()), atol=1e-5)


def test_a_normalisation_that_has_seen_nothing_changes_nothing() -> None:
    assert np.allclose(keras.layers.Normalization()(POINTS * 100), POINTS * 100)


@pytest.mark.parametrize("name", ["TextVectorization", "StringLookup", "IntegerLookup", "Discretization"])
def test_other_layers_that_have_learned_nothing_stop(name: str) -> None:
    tf = pytest.importorskip("tensorflow")
    arguments = {"num_bins": 3} if name == "Discretization" else {}
    data = np.array(["a"]) if name in {"TextVectorization", "StringLookup"} else np.array([3])
    error = ValueError if name == "Discretization" else tf.errors.FailedPreconditionError
    with pytest.raises(error):
        getattr(keras.layers, name)(**arguments)(data)


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("seed", [None, 1])
def test_parts_behind_a_shuffle_overlap(seed: int | None, cached: bool) -> None:
    tf = pytest.importorskip("tensorflow")
    numbers = tf.data.Dataset.range(100).shuffle(100, seed=seed)
    numbers = numbers.cache() if cached else numbers
    assert {int(number) for number in numbers.take(20)} & {int(number) for number in numbers.skip(20)}


def test_parts_behind_a_shuffle_that_keeps_its_order_do_not() -> None:
    tf = pytest.importorskip("tensorflow")
    numbers = tf.data.Dataset.range(100).shuffle(100, reshuffle_each_iteration=False)
    assert not {int(number) for number in numbers.take(20)} & {int(number) for number in numbers.skip(20)}


def write_photos(folder: Any) -> None:
    for kind in ("cats", "dogs"):
        (folder / kind).mkdir()
        for number in range(20):
            shade = np.full((8, 8, 3), number + (100 if kind == "dogs" else 0))
            keras.utils.save_img(folder / kind / f"{number}.png", shade, scale=False)


def shades(data: Any) -> set[float]:
    return {float(image[0, 0, 0]) for images, _ in data for image in images}


def test_a_folder_is_shuffled_anew_in_every_pass(tmp_path: Any) -> None:
    write_photos(tmp_path)
    data = keras.utils.image_dataset_from_directory(tmp_path, image_size=(8, 8), batch_size=4)
    assert shades(data.take(5)) & shades(data.skip(5))


def test_parts_of_a_folder_with_different_seeds_overlap(tmp_path: Any) -> None:
    write_photos(tmp_path)

    def part(subset: str, seed: int | None) -> Any:
        return keras.utils.image_dataset_from_directory(
            tmp_path, image_size=(8, 8), validation_split=0.5, subset=subset, seed=seed
        )

    assert not shades(part("training", 1)) & shades(part("validation", 1))
    assert shades(part("training", 1)) & shades(part("validation", 2))
    with pytest.raises(ValueError, match="seed"):
        part("training", None)


def test_what_to_categorical_makes_of_labels_that_are_no_class_numbers() -> None:
    one_hot = keras.utils.to_categorical
    assert one_hot([1, 2, 3]).shape == (3, 4)
    assert one_hot([-1, 1]).argmax(axis=1).tolist() == [1, 1]
    assert one_hot([0.5, 1.7]).argmax(axis=1).tolist() == [0, 1]
    assert one_hot(one_hot([0, 1])).shape == (2, 2, 2)


def test_labels_that_are_divided_are_silent() -> None:
    network().fit(POINTS, LABELS / 255.0, verbose=0)


def lookup() -> Any:
    layers = [keras.Input((2,)), keras.layers.Embedding(5, 2), keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    return model


def test_an_index_beyond_the_table_stops_on_a_cpu() -> None:
    tf = pytest.importorskip("tensorflow")
    with pytest.raises(tf.errors.InvalidArgumentError):
        lookup().fit(np.full((4, 2), 5), np.zeros(4), verbose=0)


@pytest.mark.parametrize(("limit", "highest"), [(None, 4), (3, 2)])
def test_a_tokenizer_numbers_its_words_from_one(limit: int | None, highest: int) -> None:
    tokenizer = pytest.importorskip("tf_keras").preprocessing.text.Tokenizer(num_words=limit)
    tokenizer.fit_on_texts(["a b c", "a b", "a d"])
    assert len(tokenizer.word_index) == 4
    numbers = [number for row in tokenizer.texts_to_sequences(["a b c d"]) for number in row]
    assert (min(numbers), max(numbers)) == (1, highest)


@pytest.mark.parametrize("index", [-1, 0.7])
def test_negative_indices_and_fractions_are_silent(index: float) -> None:
    lookup().fit(np.full((4, 2), index), np.zeros(4), verbose=0)


def first_loss(weights: Any) -> float:
    model = network()
    return float(model.fit(POINTS, LABELS, class_weight=weights, batch_size=64, verbose=0).history["loss"][0])


def test_class_weights_under_strings_do_not_count() -> None:
    plain = first_loss(None)
    assert first_loss({"0": 5.0, "1": 5.0, "2": 5.0}) == pytest.approx(plain)
    assert first_loss({0: 5.0, 1: 5.0, 2: 5.0}) == pytest.approx(5 * plain, rel=1e-5)


def test_classes_without_a_weight_weigh_one() -> None:
    assert first_loss({0: 5.0}) == pytest.approx(first_loss({0: 5.0, 1: 1.0, 2: 1.0}))
    assert first_loss({0: 5.0, 7: 9.0}) == pytest.approx(first_loss({0: 5.0}))


@pytest.mark.parametrize("weights", ["balanced", [1.0, 2.0, 1.0], np.array([1.0, 2.0, 1.0])])
def test_class_weights_that_are_no_mapping_stop(weights: Any) -> None:
    with pytest.raises((AttributeError, ValueError)):
        network().fit(POINTS, LABELS, class_weight=weights, verbose=0)


def test_class_weights_and_sample_weights_together_stop() -> None:
    with pytest.raises(ValueError, match="sample_weight"):
        network().fit(POINTS, LABELS, class_weight={0: 1.0}, sample_weight=np.ones(64), verbose=0)


def test_random_layers_outside_of_a_model_augment() -> None:
    images = np.random.default_rng(0).random((1, 16, 16, 3)).astype("float32")
    shift = keras.layers.RandomTranslation(0.5, 0.5)
    assert not np.allclose(shift(images), images)
    assert np.allclose(shift(images, training=False), images)


def test_inputs_that_lose_their_meaning_are_silent() -> None:
    assert (np.array([100], dtype="uint8") - np.uint8(128)).tolist() == [228]
    assert keras.utils.pad_sequences([[0.1, 0.9]]).tolist() == [[0, 0]]
    points = POINTS.copy()
    points[0, 0] = np.nan
    assert np.isnan(network().fit(points, LABELS, verbose=0).history["loss"][0])


@pytest.mark.parametrize("inputs", [[[0.0] * 8, [1.0] * 8], np.array([["a"] * 8] * 2, dtype=object), np.array([["a"] * 8] * 2)])
def test_lists_and_text_stop(inputs: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        network().fit(inputs, np.array([0, 1]), verbose=0)


def test_labels_that_are_shuffled_apart_are_silently_learned_by_heart_or_not_at_all() -> None:
    def score(*, apart: bool) -> float:
        keras.utils.set_random_seed(0)
        points = np.random.default_rng(0).random((512, 4)).astype("float32")
        labels = (points[:, 0] > 0.5).astype("int32")
        if apart:
            np.random.default_rng(1).shuffle(labels)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1, "sigmoid")])
        model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
        history = model.fit(points, labels, epochs=8, validation_split=0.5, verbose=0).history
        return float(history["val_accuracy"][-1])

    assert score(apart=False) > 0.9
    assert score(apart=True) < 0.65


@pytest.mark.parametrize(("buffer", "mixed"), [(50, False), (1000, True)])
def test_a_small_buffer_leaves_sorted_data_in_order(buffer: int, mixed: bool) -> None:
    tf = pytest.importorskip("tensorflow")
    labels = np.repeat([0, 1], 500)
    batches = [batch.numpy() for batch in tf.data.Dataset.from_tensor_slices(labels).shuffle(buffer, seed=1).batch(10)]
    pure = np.mean([len(set(batch)) == 1 for batch in batches])
    assert pure < 0.1 if mixed else pure > 0.8
