#!/bin/sh
# Fails and names the files when some Go file is not formatted.
set -eu
cd "$(dirname "$0")/.."
unformatted=$(find . -name node_modules -prune -o -name '*.go' -print0 | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	printf 'not formatted (run gofmt -w):\n%s\n' "$unformatted" >&2
	exit 1
fi
