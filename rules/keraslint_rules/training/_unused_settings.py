"""Settings of a training that are written down and not used."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Draft, Event, Fact, Origin, Setup, Use, epochs_of, finding, fix, relate, set_argument


def unused_settings(setup: Setup) -> Iterator[Draft]:
    """Find numbers in a call of ``fit`` beside a variable of that name which says another one and which ``fit`` does not get."""
    events = setup.program.events if setup.program is not None else ()
    for event in events:
        if event.kind == "unused" and len(setup.fits) == 1:
            use, value = setup.fits[0], event.details.get("value")
            argument = _argument(use, event.details.get("meant"))
            if isinstance(value, int) and _is_written_there(argument) and argument.value != value:
                name = event.details["meant"]
                yield finding(
                    argument.place,
                    f"{use.method} gets {name}={argument.value}, while {event.name} = {value} is set above and {_used(event)};"
                    " one of the two is not meant",
                    related=relate((event.place, f"{event.name} is {value}, and {use.method} does not read it")),
                    fix=fix(f"Use {name}={value}", set_argument(argument, value)),
                )


def _used(event: Event) -> str:
    return "given to its callbacks only" if event.details.get("by_callbacks") else "used nowhere"


def _argument(use: Use, name: object) -> Fact[int]:
    return epochs_of(use) if name == "epochs" else use[str(name)]


def _is_written_there(argument: Fact[int]) -> bool:
    """Say whether an argument is a number that is written in the call itself."""
    elsewhere = argument.source is not None and argument.source != argument.place
    return argument.given and type(argument.value) is int and argument.origin is Origin.LITERAL and not elsewhere
