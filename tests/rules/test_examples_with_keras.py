"""The programs in the rules' documentation, run by a real Keras: the good ones have to work."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from keraslint.rules import Rule, Statistic, load

pytestmark = [pytest.mark.keras, pytest.mark.slow, pytest.mark.filterwarnings("default")]

keras = pytest.importorskip("keras", minversion="3.0")
np = pytest.importorskip("numpy")


@pytest.fixture(autouse=True)
def small_data_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Put small made-up data in the place of the data sets, which would have to be downloaded; let files go where none matter."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)

    def digits() -> object:
        images = rng.integers(0, 256, (64, 28, 28)).astype("uint8")
        return (images, rng.integers(0, 10, 64)), (images[:8], rng.integers(0, 10, 8))

    def pictures() -> object:
        images = rng.integers(0, 256, (64, 32, 32, 3)).astype("uint8")
        return (images, rng.integers(0, 100, (64, 1))), (images[:8], rng.integers(0, 100, (8, 1)))

    def houses(columns: int, dearest: float) -> Callable[[], object]:
        rooms, prices = rng.random((64, columns)) * 100, rng.random(64) * dearest
        return lambda: ((rooms, prices), (rooms[:8], prices[:8]))

    def reviews(num_words: int) -> object:
        texts = np.array([list(rng.integers(1, num_words, length)) for length in rng.integers(5, 300, 64)], dtype=object)
        return (texts, rng.integers(0, 2, 64)), (texts[:8], rng.integers(0, 2, 8))

    def untrained(**arguments: object) -> object:
        return mobile_net(**{**arguments, "weights": None, "alpha": 0.35})

    def downloaded(name: str, *_: object, **__: object) -> str:
        return str(tmp_path / name)

    mobile_net = keras.applications.MobileNetV2
    monkeypatch.setattr(keras.applications, "MobileNetV2", untrained)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", digits)
    monkeypatch.setattr(keras.datasets.imdb, "load_data", reviews)
    monkeypatch.setattr(keras.datasets.cifar100, "load_data", pictures)
    monkeypatch.setattr(keras.datasets.boston_housing, "load_data", houses(13, 50.0))
    monkeypatch.setattr(keras.datasets.california_housing, "load_data", houses(8, 100_000.0))
    monkeypatch.setattr(keras.utils, "get_file", downloaded)
    for name in ("classifier.keras", "theirs.keras"):
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).save(tmp_path / name)
    for folder, kind in product(("photos", "images", "others"), ("cats", "dogs")):
        (tmp_path / folder / kind).mkdir(parents=True)
        for number in range(4):
            keras.utils.save_img(tmp_path / folder / kind / f"{number}.png", rng.integers(0, 256, (32, 32, 3)))
    yield
    keras.backend.clear_session()


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(example.good, id=f"{rule.name}-{number}")
        for rule in load()
        for number, example in enumerate(rule.documentation.examples)
    ],
)
def test_the_good_examples_run(program: str) -> None:
    exec(compile(program, "example.py", "exec"), {"__name__": "__main__"})


def runs(rule: Rule) -> bool:
    """Say whether the bad programs of a rule get through: all do whose rule does not predict that they fail."""
    return rule.meta.prediction is None or rule.meta.prediction.statistic is not Statistic.RUNS


@pytest.mark.parametrize(
    ("rule", "program"),
    [
        pytest.param(rule, example.bad, id=f"{rule.name}-{number}")
        for rule in load()
        if runs(rule)
        for number, example in enumerate(rule.documentation.examples)
    ],
)
def test_the_bad_examples_run_and_say_nothing(rule: Rule, program: str) -> None:
    del rule
    exec(compile(program, "example.py", "exec"), {"__name__": "__main__"})
