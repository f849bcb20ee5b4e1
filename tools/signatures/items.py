"""Lists of parameters, of extra keywords and of bases: reading them, and merging those of several versions."""

from __future__ import annotations

from typing import Any

Item = str | list[Any] | dict[str, Any]
Entry = tuple[Item, list[str]]


def item_name(item: Item) -> str:
    """Return the name in an item, stars included."""
    if isinstance(item, str):
        return item
    return str(item["name"] if isinstance(item, dict) else item[0])


def closed_keywords(record: dict[str, Any]) -> set[str]:
    """Collect all keywords that a class takes; none when it takes anything or when we are not sure."""
    rest = record.get("rest", [])
    if "*" in rest or "?" in rest:
        return set()
    names = [item_name(item) for item in record.get("parameters", [])]
    if "/" in names:
        names = names[names.index("/") + 1 :]
    return {name for name in names if not name.startswith("*")} | set(rest)


def merge_items(by_version: dict[str, list[Item]]) -> list[Item]:
    """Merge the lists of successive versions into one; an item that not all of them have says since and until when it is there.

    An item that changed, or moved, is there twice: as it was until then, and as it is since.
    """
    versions = list(by_version)
    merged: list[Entry] = []
    for before, version in zip([None, *versions], versions, strict=False):
        merged = _merge_next(merged, by_version[version], version, before or version)
    return [_with_range(item, present, versions) for item, present in merged]


def _merge_next(merged: list[Entry], items: list[Item], version: str, before: str) -> list[Entry]:
    """Add the list of one more version to the merged ones before it; both keep their order."""
    result: list[Entry] = []
    position = 0
    for count, item in enumerate(items):
        while position < len(merged) and not _goes_on(merged[position], items[count:], before):
            result.append(merged[position])
            position += 1
        found = next((at for at in range(position, len(merged)) if _goes_on(merged[at], [item], before)), None)
        if found is None:
            result.append((item, [version]))
        else:
            result += [*merged[position:found], (item, [*merged[found][1], version])]
            position = found + 1
    return result + merged[position:]


def _goes_on(entry: Entry, items: list[Item], before: str) -> bool:
    """Say whether ``entry``, still there in the version ``before``, is also among ``items``."""
    return entry[1][-1] == before and entry[0] in items


def _with_range(item: Item, present: list[str], versions: list[str]) -> Item:
    since = {} if present[0] == versions[0] else {"since": present[0]}
    until = {} if present[-1] == versions[-1] else {"until": present[-1]}
    if not since and not until:
        return item
    if isinstance(item, str):
        return {"name": item, **since, **until}
    fields = {"name": item[0], "default": item[1]} if isinstance(item, list) else item
    return {**fields, **since, **until}
