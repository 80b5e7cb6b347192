#!/bin/sh
# bench.sh STOA prints every figure of "In short" in docs/performance.md, each beside its floor.
#
# BENCH_DATABASE names an empty PostgreSQL database; without it, what is measured there is left out. BENCH_SOCKETS (10,000) and
# BENCH_MESSAGES (10,000,000) make it quicker; a room of a million messages or less is filled by posting them, which is not.
set -eu
stoa=$1
sockets=${BENCH_SOCKETS:-10000}
ulimit -n "$(ulimit -H -n)" # each socket takes a descriptor

measure() {
	printf '\nstoa bench %s\n' "$*"
	"$stoa" bench "$@"
}

measure start
measure notify --duration 4s
measure fanout --duration 4s
measure steady --sockets 1000 --rate 20 --duration 8s
measure webhooks --duration 5s
measure reconnect --sockets "$sockets"
measure idle --sockets "$sockets"
measure search --messages 50000
measure history --messages "${BENCH_MESSAGES:-10000000}"
if [ -z "${BENCH_DATABASE:-}" ]; then
	printf '\nPostgreSQL is left out: BENCH_DATABASE=postgres://… names an empty database.\n'
	exit
fi
measure notify --duration 4s --database "$BENCH_DATABASE"
measure notify --duration 4s --connections 64 --database "$BENCH_DATABASE" --nodes 2
measure notify --duration 4s --connections 64 --database "$BENCH_DATABASE" --nodes 2 --rooms 64
measure steady --sockets 1000 --rate 20 --duration 8s --database "$BENCH_DATABASE" --nodes 2
