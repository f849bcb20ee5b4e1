"""``python -m keraslint``."""

import os
import sys

if sys.path and sys.path[0] == os.getcwd():  # noqa: PTH109 - nothing larger is imported for so little
    # ``python -m`` looks for modules in the working directory first, which may be full of code that nobody has read.
    del sys.path[0]

from keraslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
