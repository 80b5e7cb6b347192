#!/bin/sh
# Runs every fuzz target: scripts/fuzz.sh DURATION [SHARE]
#
# DURATION (10s, 10m) is for each target. With a SHARE of n it runs one of n targets, other ones with each commit, and leaves
# out packages whose tests hold SQLite or NATS: instrumented for fuzzing, those take minutes to compile.
set -u
cd "$(dirname "$0")/.."

duration=${1:?usage: fuzz.sh DURATION [SHARE]}
share=${2:-1}

all=$(find . -name node_modules -prune -o -name '*_test.go' -print | sort | while read -r file; do
	sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r name; do
		echo "$(dirname "$file") $name"
	done
done)
if [ "$share" -gt 1 ]; then
	all=$(printf '%s\n' "$all" | while read -r package name; do
		go list -test -deps "$package" | grep -q -e '^modernc.org/sqlite/lib$' -e '^github.com/nats-io/nats-server/v2/server$' || echo "$package $name"
	done)
fi
turn=$(($(git rev-list --count HEAD 2>/dev/null || echo 0) % share))
targets=$(printf '%s\n' "$all" | awk -v share="$share" -v turn="$turn" 'NR % share == turn')
[ "$share" -eq 1 ] || echo "skipped: long fuzzing: one of $share targets, $duration each, of packages whose tests hold neither SQLite nor NATS; make fuzz runs all of them for 10 minutes each"

# fuzz runs one target. On a busy machine go test sometimes ends with "context deadline exceeded" and no failing input:
# that is the end of its own time, mostly in the middle of making a new input smaller, and not a finding. So that is
# bounded, and the target gets a second turn.
fuzz() {
	log=$(mktemp)
	for turn in first second; do
		go test -run '^$' -fuzz "^$2\$" -fuzztime "$duration" -fuzzminimizetime 100x "$1" >"$log" 2>&1
		status=$?
		cat "$log"
		if [ "$status" -eq 0 ] || ! grep -q 'context deadline exceeded' "$log" || grep -q 'Failing input' "$log"; then
			break
		fi
		echo "fuzz $1 $2: the $turn turn ran out of time without a finding"
	done
	rm -f "$log"
	return "$status"
}

passed=0
failed=0
while read -r package name; do
	[ -n "$name" ] || continue
	echo "fuzz $package $name for $duration"
	if fuzz "$package" "$name"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done <<END
$targets
END
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
