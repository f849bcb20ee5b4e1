"""``keraslint completion SHELL``: a script by which a shell completes commands, options and their words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

from keraslint.commands import CLEAN, COMMANDS, module_of
from keraslint.commands.parser import Parser
from keraslint.config.keys import PRESETS
from keraslint.options import FORMATS

VALUES: Final = {"output_format": FORMATS, "preset": tuple(PRESETS)}
"""By destination, the values of options that are not among the choices of their parser."""

BASH: Final = """\
_keraslint() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" words=""
    if [ "$current" = "=" ]; then
        current=""
    elif [ "$previous" = "=" ]; then
        previous="${{COMP_WORDS[COMP_CWORD-2]}}"
    fi
    case "${{COMP_WORDS[1]}}:$previous" in
{values}    esac
    if [ -z "$words" ]; then
        case "${{COMP_WORDS[1]}}" in
{options}            *) words="{default}" ;;
        esac
        [ "$COMP_CWORD" -eq 1 ] && words="{commands} $words"
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    [ "${{current#-}}" = "$current" ] && COMPREPLY+=($(compgen -f -- "$current"))
}}
complete -o filenames -F _keraslint keraslint
"""


def run(arguments: Sequence[str]) -> int:
    """Print the script for a shell."""
    options = _parser().words(arguments, "rest")
    sys.stdout.write(SHELLS[options.shell]())
    return CLEAN


def _bash() -> str:
    parsers = _parsers()
    # Without a command `check` runs, so its options come last, for whatever the first word is.
    names = sorted(parsers, key=lambda name: name == "check")
    values = [
        (f"{'*' if name == 'check' else name}:{option}", words)
        for name in names
        for action in parsers[name].options()
        if (words := _words(action))
        for option in action.option_strings
    ]
    return BASH.format(
        values="".join(f'        {pattern}) words="{words}" ;;\n' for pattern, words in values),
        options="".join(f'            {name}) words="{_options(made)}" ;;\n' for name, made in parsers.items()),
        default=_options(parsers["check"]),
        commands=" ".join(COMMANDS),
    )


def _zsh() -> str:
    return f"#compdef keraslint\nautoload -U +X bashcompinit && bashcompinit\n{_bash()}"


def _fish() -> str:
    lines = [
        f"complete -c keraslint -n __fish_use_subcommand -a {name} -d {_quoted(summary)}" for name, summary in COMMANDS.items()
    ]
    for name, made in _parsers().items():
        others = f"not __fish_seen_subcommand_from {' '.join(other for other in COMMANDS if other != name)}"
        condition = others if name == "check" else f"__fish_seen_subcommand_from {name}"
        for action in made.options():
            for option in action.option_strings:
                kind = f"-l {option[2:]}" if option.startswith("--") else f"-s {option[1:]}"
                words = f" -x -a {_quoted(_words(action))}" if _words(action) else ""
                lines.append(f"complete -c keraslint -n {_quoted(condition)} {kind} -d {_quoted(action.help or '')}{words}")
    return "\n".join(lines) + "\n"


def _words(action: argparse.Action) -> str:
    """Return what may stand behind an option, where that is known; formats may name a file too, so they are no choices."""
    return " ".join(map(str, action.choices or VALUES.get(action.dest, ())))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _options(made: Parser) -> str:
    options = [option for action in made.options() for option in action.option_strings]
    return " ".join(option for option in options if option.startswith("--"))


def _parsers() -> dict[str, Parser]:
    """Return the parsers of the commands that have options."""
    found: dict[str, Parser] = {}
    for name in COMMANDS:
        module = module_of(name)
        make = getattr(module, "parser", None) or getattr(module, "_parser", None)
        if make is not None:
            found[name] = make()
    return found


SHELLS: Final[dict[str, Callable[[], str]]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}


def _parser() -> Parser:
    made = Parser(
        prog="keraslint completion",
        description="Print a script by which a shell completes commands and options.",
        epilog='bash: eval "$(keraslint completion bash)"   zsh: eval "$(keraslint completion zsh)"   '
        "fish: keraslint completion fish | source",
    )
    made.add_argument("shell", choices=tuple(SHELLS), help="the shell")
    return made
