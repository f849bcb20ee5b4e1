"""What is measured on, and with: pinned packages from the index, unpacked, and tools in environments of their own."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import Final

KERAS: Final = (
    "segmentation-models==1.0.1",
    "keras-tuner==1.4.8",
    "spektral==1.3.1",
    "autokeras==3.0.0",
    "keras-cv==0.9.0",
    "keras-hub==0.32.0",
)
"""Packages that are written with Keras; the first make up the sample for tools that take long."""

OTHERS: Final = (
    "networkx==3.6.1",
    "sqlalchemy==2.1.9",
    "matplotlib==3.11.2",
    "scikit-learn==1.9.1",
    "scipy==1.17.1",
    "sympy==1.14.0",
    "pandas==3.1.1",
    "django==5.2.19",
    "transformers==5.23.0",
)
"""Packages that have nothing to do with it."""

TOOLS: Final = {
    "ruff": ("ruff==0.17.5",),
    "flake8": ("flake8==7.5.0",),
    "torchfix": ("flake8==7.5.0", "torchfix==0.7.0"),
    "fixit": ("fixit==2.2.1",),
    "pylint": ("pylint==4.1.4",),
}
"""The peers, each in an environment of its own since they need different versions of LibCST."""

LIBCST: Final = "libcst==1.9.0"


def unpacked(requirement: str, cache: Path) -> Path:
    """Return the folder with the files of a package, downloaded if need be."""
    folder = cache / "packages" / requirement
    if not folder.exists():
        wheels = cache / "wheels" / requirement
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(wheels)]
        subprocess.run([*pip, requirement], check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            wheel.extractall(folder, [name for name in wheel.namelist() if name.endswith(".py")])
    return folder


def environment(name: str, requirements: tuple[str, ...], cache: Path, *, anew: bool = False) -> Path:
    """Return the folder of the programs of an environment with these packages, compiled; ``anew`` installs them once more."""
    folder = cache / "tools" / name
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    fresh = not folder.exists()
    if fresh:
        venv.create(folder, with_pip=True)
    if fresh or anew:
        python = str(programs / "python")
        again = ["--force-reinstall", "--no-deps"] if anew and not fresh else []
        subprocess.run([python, "-m", "pip", "install", "-q", *again, *requirements], check=True)
        subprocess.run([python, "-m", "compileall", "-q", str(folder)], check=False, stdout=subprocess.DEVNULL)
    return programs
