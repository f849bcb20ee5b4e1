"""A folder of small files for the programs that read: images in two classes, texts, sounds, tables, arrays."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
import wave
from pathlib import Path


@functools.cache
def folder() -> Path:
    """Make the folder; it goes when the tests are over."""
    import numpy as np
    import pandas as pd

    root = Path(tempfile.mkdtemp(prefix="soundness"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    generator = np.random.default_rng(0)
    for name in ("cats", "dogs"):
        for kind in ("images", "texts", "sounds"):
            (root / kind / name).mkdir(parents=True)
        for number in range(5):
            (root / "texts" / name / f"{number}.txt").write_text(f"{name} sit")
            _sound(root / "sounds" / name / f"{number}.wav")
            _picture(root / "images" / name / f"{number}.png", generator.integers(0, 256, (9, 7, 3)).astype("uint8"))
    _picture(root / "one.jpg", generator.integers(0, 256, (9, 7, 3)).astype("uint8"))
    _picture(root / "one.png", generator.integers(0, 256, (9, 7, 3)).astype("uint8"))
    _picture(root / "one.gif", generator.integers(0, 256, (9, 7)).astype("uint8"))
    _picture(root / "one.bmp", generator.integers(0, 256, (9, 7, 3)).astype("uint8"))
    table = pd.DataFrame({"a": [1.5, 2.5], "b": [1, 2], "c": ["x", "y"]})
    table.to_csv(root / "table.csv", index=False)
    table.to_json(root / "table.json")
    table.to_pickle(root / "table.pkl")
    np.save(root / "one.npy", np.arange(6.0))
    np.savez(root / "two.npz", x=np.arange(4), y=np.eye(2))
    np.savetxt(root / "numbers.txt", np.eye(3))
    names = [f"{name}/{number}.png" for name in ("cats", "dogs") for number in range(5)]
    pd.DataFrame({"filename": names, "class": ["cats"] * 5 + ["dogs"] * 5, "target": range(10)}).to_csv(
        root / "names.csv", index=False
    )
    return root


def _picture(path: Path, values: object) -> None:
    from PIL import Image

    Image.fromarray(values).save(path)


def _sound(path: Path) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(400))
