#!/usr/bin/env bash
# Builds the wheel twice, from two copies of the sources in different places and of different age, and compares: the bytes have to be
# the same, or nobody could tell whether a published wheel was made of the published sources.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for copy in first second; do
    mkdir -p "$work/$copy/sources"
    git ls-files -z | tar --null --files-from=- --ignore-failed-read -cf - | tar -xf - -C "$work/$copy/sources"
done
find "$work/second/sources" -type f -exec touch -d "2001-02-03 04:05:06" {} +
for copy in first second; do
    (umask "$([ "$copy" = first ] && echo 022 || echo 027)" &&
        "${PYTHON:-python3}" -m pip wheel --quiet --no-deps --wheel-dir "$work/$copy" "$work/$copy/sources")
done

hashes=$(cat "$work"/first/*.whl | sha256sum; cat "$work"/second/*.whl | sha256sum)
if [ "$(sort -u <<<"$hashes" | wc -l)" -ne 1 ]; then
    echo "two builds of the same sources differ:" >&2
    echo "$hashes" >&2
    exit 1
fi
echo "two builds give the same wheel: ${hashes%% *}"
