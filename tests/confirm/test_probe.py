"""The probe data: in the range and the encoding of the program's data, and the same for the same seed."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from keraslint.confirm.blueprint import Task  # noqa: E402 - behind the check for NumPy
from keraslint.confirm.worker import probe  # noqa: E402

FORMS = [
    Task("table", (8,), classes=3, encoding="integer"),
    Task("image", (12, 12, 3), 0, 255, whole=True, classes=2, encoding="binary"),
    Task("image", (28, 28), 0, 1, classes=10, encoding="one_hot", target_shape=(10,)),
    Task("sequence", (20, 2), classes=3, encoding="integer"),
    Task("tokens", (30,), 0, 99, whole=True, classes=2, encoding="binary"),
]


@pytest.mark.parametrize("task", FORMS, ids=lambda task: task.form)
def test_a_seed_decides_the_data(task: Task) -> None:
    one, again, other = (probe.make(task, 64, seed) for seed in (1, 1, 2))
    assert (one.x == again.x).all()
    assert (one.y == again.y).all()
    assert (one.x != other.x).any()
    assert one.x.shape == (64, *task.shape)
    assert len(one.held_x) == len(one.answers) == probe.HELD_OUT


@pytest.mark.parametrize("task", FORMS, ids=lambda task: task.form)
def test_the_values_have_the_range_of_the_data(task: Task) -> None:
    x = probe.make(task, 256, 0).x
    if task.lo is None or task.hi is None:
        assert x.min() < -0.5 < 0.5 < x.max()
        return
    assert x.min() >= task.lo
    assert x.max() <= task.hi
    assert x.max() - x.min() > 0.8 * (task.hi - task.lo)
    assert not task.whole or (x == np.rint(x)).all()


@pytest.mark.parametrize("task", FORMS, ids=lambda task: task.form)
def test_the_classes_can_be_told_apart(task: Task) -> None:
    """The mean of the training samples of a class is nearest to most held-out samples of it."""
    if task.form in {"sequence", "tokens"}:
        pytest.skip("neither the place nor the phase tells the class")
    data = probe.make(task, 512, 0)
    labels = data.y.argmax(axis=-1) if task.encoding == "one_hot" else data.y.reshape(-1).astype(int)
    means = np.stack([data.x[labels == one].mean(axis=0).ravel() for one in range(task.classes)])
    flat = data.held_x.reshape(len(data.held_x), -1)
    nearest = ((flat[:, None] - means[None]) ** 2).sum(axis=-1).argmin(axis=1)
    assert (nearest == data.answers).mean() > 0.9


@pytest.mark.parametrize(
    ("encoding", "first", "shape", "seen"),
    [("integer", 0, (), {0, 1, 2}), ("integer", 1, (1,), {1, 2, 3}), ("one_hot", 0, (3,), {0, 1})],
)
def test_targets_are_written_as_in_the_program(encoding: str, first: int, shape: tuple[int, ...], seen: set[int]) -> None:
    task = Task("table", (4,), classes=3, encoding=encoding, first=first, target_shape=shape)
    y = probe.make(task, 200, 0).y
    assert set(np.unique(y)) == seen
    assert y.shape == (200, *shape)


def test_signed_targets_are_minus_one_and_one() -> None:
    y = probe.make(Task("table", (4,), classes=2, encoding="signed"), 100, 0).y
    assert set(np.unique(y)) == {-1, 1}


def test_numbers_have_the_range_of_the_targets() -> None:
    y = probe.make(Task("table", (4,), target="numbers", target_shape=(1,), target_lo=100, target_hi=900), 300, 0).y
    assert 100 <= y.min() < 300
    assert 700 < y.max() <= 900


def test_ordered_data_are_sorted_by_their_targets_and_the_held_out_ones_are_not() -> None:
    data = probe.make(Task("table", (6,), classes=3, ordered=True), 90, 0)
    assert (np.diff(data.y) >= 0).all()
    assert (np.diff(data.answers) < 0).any()


def test_curved_classes_have_one_mean() -> None:
    plain, curved = (probe.make(Task("table", (6,), classes=2, curved=curved), 2000, 0) for curved in (False, True))
    apart = [abs(data.x[data.y == 0].mean(axis=0) - data.x[data.y == 1].mean(axis=0)).max() for data in (plain, curved)]
    assert apart[0] > 1
    assert apart[1] < 0.3


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (("divide", 255.0), [0.0, 1.0]),
        (("multiply", 2.0), [0.0, 510.0]),
        (("subtract", 5.0), [-5.0, 250.0]),
        (("above", 100.0), [0.0, 1.0]),
        (("one_hot", 256.0), None),
        (("standardize", None), [-1.0, 1.0]),
    ],
)
def test_repairs_of_data_are_done(step: tuple[str, float | None], expected: list[float] | None) -> None:
    done = probe.transformed(np.array([0.0, 255.0], dtype="float32"), (step,))
    if expected is None:
        assert done.shape == (2, 256)
    else:
        assert done.tolist() == pytest.approx(expected, abs=1e-4)
