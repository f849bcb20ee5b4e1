"""How the options of every command are read, and what is said of wrong ones, in one line. On the start-up path."""

from __future__ import annotations

import argparse
import re

from keraslint.options import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, NoReturn

WRONG_CHOICE: Final = re.compile(r"argument (?P<option>[^:]+): invalid choice: (?P<value>.+?) \(choose from (?P<words>.+)\)")


class Parser(argparse.ArgumentParser):
    """A parser without abbreviations, since an option that is added would change what they stand for."""

    def __init__(self, **settings: Any) -> None:
        """Take the settings of argparse."""
        super().__init__(allow_abbrev=False, **settings)

    def words(self, arguments: Sequence[str], rest: str) -> argparse.Namespace:
        """Parse options and operands in any order; what follows ``--`` are operands, ``rest``, whatever they look like.

        Raises:
            Failure: there is no such option, or a value is none that it takes.
        """
        mark = arguments.index("--") if "--" in arguments else len(arguments)
        given, unknown = self.parse_known_intermixed_args(arguments[:mark])
        for word in unknown:
            self._refuse(word)
        setattr(given, rest, [*getattr(given, rest, ()), *arguments[mark + 1 :]])
        return given

    def options(self) -> list[argparse.Action]:
        """Return what the parser knows, in the order in which it was added."""
        return self._actions

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong, where argparse would print all options.

        Raises:
            Failure: always.
        """
        from keraslint.nearest import hint

        wrong = WRONG_CHOICE.fullmatch(message)
        if wrong is not None:
            words = [word.strip(" '\"") for word in wrong["words"].split(",")]
            value, option = wrong["value"].strip("'\""), wrong["option"].rpartition("/")[2]
            message = f"`{value}` is no value for `{option}`{hint(value, words)}; it takes {', '.join(words)}"
        raise Failure(f"{message.removeprefix('argument ')}; `{self.prog} --help` lists the options")

    def _refuse(self, word: str) -> NoReturn:
        from keraslint.nearest import hint

        known = [option for action in self.options() for option in action.option_strings]
        name = word.partition("=")[0]
        kind = "option" if name.startswith("-") else "argument"
        raise Failure(f"unknown {kind} `{name}`{hint(name, known)}; `{self.prog} --help` lists the options")
