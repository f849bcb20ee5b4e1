"""What takes the place of layers on JAX does the same: checked against Keras' own."""

from __future__ import annotations

from typing import Any

import pytest

keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")
jax = pytest.importorskip("jax")

if keras.backend.backend() != "jax":
    pytest.skip("they are for JAX alone", allow_module_level=True)

from keraslint.confirm.worker.convolution import MatrixConv2D, ReshapingMaxPooling2D, looped  # noqa: E402 - Keras is there
from keraslint.confirm.worker.dropout import HashedDropout, noise  # noqa: E402

pytestmark = pytest.mark.keras


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [1, 2, (3, 5)])
@pytest.mark.parametrize("strides", [1, 2, (3, 1)])
def test_a_convolution_and_its_gradients_are_those_of_keras(padding: str, size: Any, strides: Any) -> None:
    images = np.random.default_rng(0).normal(size=(4, 11, 10, 3)).astype("float32")
    plain = keras.layers.Conv2D(5, size, strides=strides, padding=padding)
    plain.build(images.shape)
    ours = MatrixConv2D(5, size, strides=strides, padding=padding)
    ours.build(images.shape)
    kernel = plain.kernel.value

    def answer(layer: Any) -> Any:
        return lambda x, weights: (layer.convolution_op(x, weights) ** 2).sum()

    expected = jax.value_and_grad(answer(plain), argnums=(0, 1))(images, kernel)
    with looped():
        found = jax.value_and_grad(answer(ours), argnums=(0, 1))(images, kernel)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("extents", [(8, 8), (9, 7)])
def test_a_pooling_is_that_of_keras(extents: tuple[int, int]) -> None:
    images = np.random.default_rng(0).normal(size=(4, *extents, 3)).astype("float32")
    with looped():
        found = ReshapingMaxPooling2D(2)(images)
    np.testing.assert_array_equal(found, keras.layers.MaxPooling2D(2)(images))


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_dropout_leaves_out_the_share_it_is_asked_for_and_keeps_the_mean(rate: float) -> None:
    layer, ones = HashedDropout(rate), np.ones((200, 100), "float32")
    first, second = (np.asarray(layer(ones, training=True)) for _ in range(2))
    assert (first == 0).mean() == pytest.approx(rate, abs=0.02)
    assert ((first == 0) & (second == 0)).mean() == pytest.approx(rate * rate, abs=0.02)
    assert first.max() == pytest.approx(1 / (1 - rate))
    np.testing.assert_array_equal(layer(ones), ones)


def test_noise_hangs_together_neither_by_place_nor_by_step() -> None:
    """A correlation of 400 pairs of independent numbers stays below 0.25 but for once in a million."""
    rows = np.stack([np.asarray(noise(np.array([step, 7], "uint32"), (400,))) for step in range(400)]) / 2**32
    for table in (rows, rows.T):
        beside = [np.corrcoef(one, other)[0, 1] for one, other in zip(table[1:], table, strict=False)]
        assert np.abs(beside).max() < 0.25
    assert rows.mean() == pytest.approx(0.5, abs=0.01)
    np.testing.assert_array_equal(np.asarray(noise(np.array([3, 7], "uint32"), (400,))) / 2**32, rows[3])
