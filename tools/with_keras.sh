#!/usr/bin/env bash
# What needs a real Keras, in an environment of its own: the tests marked `keras` and the full check of the generated signatures.
# TensorFlow is too large for the development extra. Takes about a quarter of an hour; `--short` a third of that, for the truth of
# what is recovered alone: the programs on file, and the layers, functions and data of Keras 3 and of TensorFlow.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/keras"
"$work/keras/bin/python" -m pip install -q -e ".[dev]" "keras==3.15.1" "tensorflow-cpu==2.21.0"
"$work/keras/bin/python" -m pip install -q --no-deps "tf-keras==2.21.0"
if [ "${1:-}" = "--short" ]; then
    "$work/keras/bin/python" -m pytest -q -m keras tests/fidelity tests/libs -k "not keras2 and not test_signatures"
else
    "$work/keras/bin/python" -m pytest -q -m keras
    "$work/keras/bin/python" tools/gen_signatures.py --check
fi
