"""Where the project is at home: the one place that says so.

``OWNER`` stands for the account under which it is published. An address that is only guessed at could be anybody's, and what a
commit hook fetches is run; so what is written for users has the placeholder in it until this line is changed, here, and in the
documents that a test compares with it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

PLACEHOLDER: Final = "OWNER"
REPOSITORY: Final = f"https://github.com/{PLACEHOLDER}/keraslint"
