"""``python -m keraslint``."""

import sys

from keraslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
