"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is slow, and how long an example takes says nothing about whether it is right.
settings.register_profile("keraslint", deadline=None)
settings.load_profile("keraslint")
