#!/bin/bash
# Runs the image and the cluster of deploy/compose as somebody would who installs them, and takes everything away again.
# Usage: ENGINE=docker scripts/containers.sh IMAGE, which `make image` has built; without an engine it says so and ends with 0.
# PORT (8080) is where the balancer is reached.
set -euo pipefail
cd "$(dirname "$0")/.."
image=$1
export PORT=${PORT:-8080} POSTGRES_PASSWORD=of-this-run S3_SECRET=of-this-run STOA_BASE_URL=http://localhost:${PORT:-8080}

engine=${ENGINE:-}
[ -n "$engine" ] || { echo "skipped: neither docker nor podman runs here"; exit 0; }
"$engine" image inspect "$image" >/dev/null 2>&1 || { echo "there is no image $image: make image" >&2; exit 1; }

run=stoa-check-$$
key=deploy/compose/secret.key
made_key=
compose=()
clean() {
	"$engine" rm -f "$run" "$run-again" >/dev/null 2>&1 || true
	"$engine" volume rm "$run" "$run-again" >/dev/null 2>&1 || true
	[ ${#compose[@]} = 0 ] || "${compose[@]}" down -v >/dev/null 2>&1 || true
	[ -z "$made_key" ] || rm -f "$key"
	rm -rf "$work"
}
work=$(mktemp -d)
trap clean EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}
# until_true SECONDS COMMAND... repeats it until it succeeds.
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || fail "in time: $*"
		sleep 0.2
	done
}
well() { "$engine" exec "$1" stoa health >/dev/null 2>&1; }
healthy() { [ "$("$engine" inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; }
# start NAME runs a server as tightly as it can be, with the volume of that name.
start() {
	"$engine" run -d --name "$1" --read-only --cap-drop ALL --security-opt no-new-privileges -v "$1:/data" \
		-e STOA_ADMIN_EMAIL=ada@example.org -e STOA_ADMIN_PASSWORD=first-of-all -e STOA_LINK_PREVIEWS=off "$image" >/dev/null
	until_true 30 well "$1"
}

echo "the image: $("$engine" image inspect -f '{{.Size}}' "$image") bytes"
[[ "$("$engine" image inspect -f '{{.Config.User}}' "$image")" =~ ^65532(:|$) ]] || fail "it runs as root"
start "$run"
"$engine" logs "$run" 2>&1 | grep -q '^Stoa .* serves http://' || fail "the log says nothing of its address"
# Podman has checks where something runs its timers, which a container does not.
[ "$engine" = podman ] && { "$engine" healthcheck run "$run" || fail "its own check"; } || until_true 30 healthy "$run"
"$engine" exec "$run" stoa backup --to - >"$work/stoa.tar" 2>"$work/said" || fail "a backup: $(cat "$work/said")"
"$engine" cp "$run:/data/secret.key" "$work/secret.key"
before=$("$engine" exec "$run" stoa version)
"$engine" rm -f "$run" >/dev/null
start "$run" # another container on the same volume, as after an upgrade
[ "$("$engine" exec "$run" stoa version)" = "$before" ] || fail "another version came"
chmod 644 "$work/secret.key"
"$engine" run --rm -i --read-only -v "$run-again:/data" -v "$work/secret.key:/secret.key:ro" "$image" restore - --secret-key /secret.key <"$work/stoa.tar" || fail "the restore"
start "$run-again"
echo "ok: one server, as user 65532 on a read-only disk; its check, its log, a backup, the same volume again, a restore"

case $engine in
docker) docker compose version >/dev/null 2>&1 && compose=(docker compose) ;;
esac
[ ${#compose[@]} != 0 ] || ! type -P docker-compose >/dev/null || compose=(docker-compose)
[ ${#compose[@]} != 0 ] || { echo "skipped: the cluster, for which there is no Compose"; exit 0; }
compose+=(-f deploy/compose/cluster.yaml -p stoa-check)
if [ ! -e "$key" ]; then
	head -c 32 /dev/urandom >"$key"
	chmod 644 "$key"
	made_key=yes
fi
"${compose[@]}" up -d --no-build
at=http://127.0.0.1:$PORT
ready() { [ "$(curl -s -m 2 "$at/readyz")" = ready ]; }
until_true 90 ready
link=$("${compose[@]}" logs stoa1 2>&1 | grep -o 'setup?token=[A-Za-z0-9_-]*' | head -n 1)
[ -n "$link" ] || fail "the log has no link for the first administrator"
post() { curl -sS -m 10 --fail-with-body -H 'Content-Type: application/json' "$@" || fail "$(cat "$work/answer" 2>/dev/null)"; }
post -o "$work/answer" -d "{\"token\":\"${link#*=}\",\"group\":\"Check\",\"name\":\"Ada\",\"email\":\"ada@example.org\",\"password\":\"first-of-all\"}" "$at/api/setup"
token=$(curl -sS --fail-with-body -d grant_type=password -d username=ada@example.org -d password=first-of-all "$at/v2/oauth/token" | grep -o '"access_token":"[^"]*' | cut -d '"' -f 4)
call() { post -H "Authorization: Bearer $token" "$@"; }
call -o "$work/answer" -d '{"name":"Ops"}' "$at/v2/room"
say() { call -d "{\"message\":\"$1\"}" "$at/v2/room/Ops/notification"; }
said() { call "$at/v2/room/Ops/history?max-results=100" | grep -o '"message":"[^"]*' | cut -d '"' -f 4 | grep -c '^word '; }
for i in 1 2 3 4; do say "word $i"; done
printf -- '--b\r\nContent-Type: application/json\r\n\r\n{"message":"a file"}\r\n--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; name="file"; filename="a.txt"\r\n\r\nkept\r\n--b--\r\n' |
	curl -sS -m 10 --fail-with-body -H "Authorization: Bearer $token" -H 'Content-Type: multipart/related; boundary=b' --data-binary @- "$at/v2/room/Ops/share/file"
file=$(call "$at/v2/room/Ops/history" | grep -o "http://localhost:$PORT/files/[^\"]*" | head -n 1)
"${compose[@]}" kill stoa2
for i in 5 6 7 8; do say "word $i"; done # the balancer has not noticed yet
[ "$(said)" = 8 ] || fail "of 8 words the room has $(said)"
[ "$(curl -sS -m 10 "$file")" = kept ] || fail "the file is not in the store"
"${compose[@]}" up -d --no-build stoa2
"${compose[@]}" stop stoa1 stoa3
until_true 60 ready
say "word 9"
[ "$(said)" = 9 ] || fail "of 9 words the room has $(said)"
echo "ok: three servers behind the balancer; one killed, one started again, two stopped, nothing lost"
