#!/bin/bash
# Runs all tests but the longest, on a bare Debian machine too: what is missing is installed when that is allowed, else the
# stage that needs it is skipped and said so. The last lines tell what ran; the very last one counts the tests.
set -uo pipefail
cd "$(dirname "$0")/.."

# Hundreds of databases are made and thrown away: in memory, where there is enough of it and programs may be run from it,
# nothing waits for the disk.
memory=
if [ -z "${TMPDIR:-}" ] && [ "$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt $((6 << 20)) ] 2>/dev/null; then
	memory=$(mktemp -d /dev/shm/stoa-test.XXXXXX)
	chmod 755 "$memory" # PostgreSQL runs as a user of its own
	cp /bin/true "$memory" && "$memory/true" && export TMPDIR=$memory
fi

# A short run: what comes in many variants is sampled, other ones with each commit.
STOA_SHORT=$(git rev-list --count HEAD 2>/dev/null || echo 0)
export STOA_SHORT

logs=$(mktemp -d)
trap 'rm -rf "$logs" ${memory:+"$memory"}' EXIT
summary=()
passed=0 failed=0 skipped=0
updated=

# have COMMAND tells whether a command can be run.
have() { type -P "$1" >/dev/null; }

# packages NAME... installs Debian packages, when that is allowed.
packages() {
	[ "$(id -u)" = 0 ] && have apt-get || return 1
	export DEBIAN_FRONTEND=noninteractive
	if [ -z "$updated" ]; then
		apt-get update -q || return 1
		updated=yes
	fi
	apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

# install COMMAND PACKAGE... makes sure of a command.
install() {
	have "$1" || { packages "${@:2}" && have "$1"; }
}

# postgres_path puts PostgreSQL's programs on the PATH: Debian keeps them off it.
postgres_path() {
	local newest
	newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
	[ -n "$newest" ] && [ -x "$newest/postgres" ] && PATH=$newest:$PATH
	have postgres
}

# install_postgres makes sure of PostgreSQL's programs. The tests run clusters of their own, so none is set up or started.
install_postgres() {
	postgres_path && return
	if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	fi
	packages postgresql && postgres_path
}

# ruby_hipchat tells whether Ruby has the vendor's client.
ruby_hipchat() { have ruby && ruby -e 'require "hipchat"' 2>/dev/null; }

# slapd_there tells whether there is a directory server; the tests run ones of their own, and Debian keeps it off the PATH.
slapd_there() { have slapd || [ -x /usr/sbin/slapd ]; }

# install_slapd makes sure of it, without a directory of the machine's own.
install_slapd() {
	slapd_there && return
	[ "$(id -u)" = 0 ] && have debconf-set-selections && echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections
	packages slapd ldap-utils && slapd_there
}

# modules DIR makes sure of an npm package's dependencies, from its lock file.
modules() {
	local lock=$1/package-lock.json
	[ "$1/node_modules/.package-lock.json" -nt "$lock" ] && return
	(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json)
}

# skip REASON ends a stage without a result.
skip() {
	echo "$*" >"$logs/skipped"
	return 77
}

# tally LOG STATUS prints "passed failed skipped" for a stage: its own last count when it gives one, else the sums of
# node --test and vitest, else one test, the stage itself.
tally() {
	sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v status="$2" '
		/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { own = 1; p = $1; f = $3; s = $5 }
		own { next }
		/^(#|ℹ) pass [0-9]+$/ { p += $3 }
		/^(#|ℹ) (fail|cancelled) [0-9]+$/ { f += $3 }
		/^(#|ℹ) (skipped|todo) [0-9]+$/ { s += $3 }
		/^ *Tests .*\([0-9]+\)$/ {
			for (i = 2; i < NF; i++) {
				if ($(i + 1) ~ /^passed/) p += $i
				if ($(i + 1) ~ /^failed/) f += $i
				if ($(i + 1) ~ /^(skipped|todo)/) s += $i
			}
		}
		END {
			if (status == 0 && p + f + s == 0) p = 1
			if (status != 0 && f == 0) f = 1
			print p + 0, f + 0, s + 0
		}'
}

# stage NAME FUNCTION runs one stage and keeps its counts and its time.
stage() {
	local name=$1 began=$SECONDS status p f s
	rm -f "$logs/skipped"
	printf '\n==> %s\n' "$name"
	"$2" 2>&1 | tee "$logs/stage"
	status=${PIPESTATUS[0]}
	if [ "$status" = 77 ] && [ -e "$logs/skipped" ]; then
		skipped=$((skipped + 1))
		summary+=("$(printf 'skipped  %-22s %s' "$name" "$(cat "$logs/skipped")")")
		return
	fi
	read -r p f s < <(tally "$logs/stage" "$status")
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	local word=passed
	[ "$f" = 0 ] || word=FAILED
	summary+=("$(printf '%-8s %-22s %4ds  %d passed, %d failed, %d skipped' "$word" "$name" $((SECONDS - began)) "$p" "$f" "$s")")
	grep '^skipped: ' "$logs/stage" | while read -r line; do echo "           $line"; done >"$logs/reasons"
	[ -s "$logs/reasons" ] && summary+=("$(cat "$logs/reasons")")
	return 0
}

# swaks speaks TLS only with a library that Debian merely recommends to it.
swaks_with_tls() { have swaks && perl -MNet::SSLeay -e 1 2>/dev/null; }

# slixmpp_there tells whether Debian's Python has it.
slixmpp_there() { [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import slixmpp' 2>/dev/null; }

# bitlbee_there tells whether there is BitlBee; the tests run ones of their own, and Debian keeps it off the PATH.
bitlbee_there() { have bitlbee || [ -x /usr/sbin/bitlbee ]; }

install_all() {
	local wanting=()
	install gcc gcc libc6-dev || wanting+=(gcc)
	install_postgres || wanting+=(PostgreSQL)
	install chromium chromium || wanting+=(chromium)
	# The same browser without what draws windows: a third quicker.
	install chromium-headless-shell chromium-headless-shell || wanting+=(chromium-headless-shell)
	have node && have npm || install npm nodejs npm || wanting+=(Node)
	install curl curl ca-certificates || wanting+=(curl)
	install ansible ansible || wanting+=(ansible)
	install_slapd || wanting+=(slapd)
	install nats-server nats-server || wanting+=(nats-server)
	install nginx nginx-light || wanting+=(nginx)
	for sender in zsh fish prometheus-alertmanager; do
		install $sender $sender || wanting+=($sender)
	done
	swaks_with_tls || { packages swaks libnet-ssleay-perl && swaks_with_tls; } || wanting+=(swaks)
	slixmpp_there || { packages python3-slixmpp && slixmpp_there; } || wanting+=(slixmpp)
	for client in go-sendxmpp profanity; do
		install $client $client || wanting+=($client)
	done
	bitlbee_there || { packages bitlbee && bitlbee_there; } || wanting+=(bitlbee)
	ruby_hipchat || { packages ruby-hipchat && ruby_hipchat; } || wanting+=(ruby-hipchat)
	if have npm; then
		modules web || wanting+=(web/node_modules)
		modules test/clients || wanting+=(test/clients/node_modules)
		modules test/xmpp || wanting+=(test/xmpp/node_modules)
		modules test/frameworks || wanting+=(test/frameworks/node_modules)
		modules test/provider || wanting+=(test/provider/node_modules)
	fi
	[ ${#wanting[@]} = 0 ] || echo "not there, and could not be installed: ${wanting[*]}"
}

build() {
	CGO_ENABLED=0 go build -tags memory.counters -o bin/stoa ./cmd/stoa
}

web_build() {
	have npm || { skip "Node is missing"; return; }
	make web
}

format() { scripts/gofmt.sh; }

vet() { make -s vet; }

go_tests() {
	# What is translated from SQLite's C is left without the detector: it shares no Go memory, and costs most of the time.
	local race=(-race) of
	for of in sqlite/lib libc memory; do
		race+=("-gcflags=modernc.org/$of=-race=false -d=checkptr=0")
	done
	have gcc || race=()
	echo "skipped: four of five spoilt calls of each method: go test ./test/surface sends them all"
	[ ${#race[@]} != 0 ] || echo "skipped: the race detector: gcc is missing"
	# The binary that test/quirks runs has the detector as well. A stage of its own has vetted what is tested here.
	go build "${race[@]}" -o "$logs/stoa" ./cmd/stoa || return
	go list ./... | grep -v -e '/test/kill$' -e '/test/cluster$' | STOA_BIN=$logs/stoa xargs go test "${race[@]}" -vet=off -count=1 -json -timeout 30m | go run ./test/report
}

web_checks() {
	have npm || { skip "Node is missing"; return; }
	npm --prefix web run check
}

web_tests() {
	have npm || { skip "Node is missing"; return; }
	npm --prefix web test
}

browser_tests() {
	have npm || { skip "Node is missing"; return; }
	have chromium || { skip "Chromium is missing"; return; }
	STOA_BIN=$PWD/bin/stoa npm --prefix web run e2e
}

node_tests() {
	have npm || { skip "Node is missing"; return; }
	STOA_BIN=$PWD/bin/stoa node --test --test-concurrency=2 "$@"
}

client_tests() { node_tests test/clients/*.test.js; }

xmpp_client_tests() { node_tests test/xmpp/*.test.js; }

addon_tests() { node_tests test/addon/*.test.mjs examples/plain-node/test/*.test.mjs; }

framework_tests() { node_tests test/frameworks/*.test.mjs; }

go_client_tests() {
	(cd test/goclients && STOA_BIN=$OLDPWD/bin/stoa go test -count=1 -json -timeout 5m ./...) | go run ./test/report
}

kill_tests() {
	STOA_BIN=$PWD/bin/stoa STOA_KILL_ROUNDS=2 go test -count=1 -json -timeout 10m ./test/kill | go run ./test/report
}

cluster_tests() {
	echo "skipped: one node on PostgreSQL, a database that stops or crashes, a bus that is late, a bus in the nodes, all rounds but one: make cluster runs them"
	STOA_BIN=$PWD/bin/stoa go test -count=1 -json -timeout 10m ./test/cluster | go run ./test/report
}

fuzz_tests() { scripts/fuzz.sh 4s 6; }

install_all 2>&1 | tee "$logs/install"
hash -r
postgres_path # install_all ran in a subshell

stage "web client build" web_build
stage "server build" build
stage "format" format
stage "vet" vet
stage "go test -race" go_tests
stage "web checks" web_checks
stage "web unit tests" web_tests
stage "browser tests" browser_tests
stage "third-party clients" client_tests
stage "clients in Go" go_client_tests
stage "XMPP clients" xmpp_client_tests
stage "add-on" addon_tests
stage "vendor's frameworks" framework_tests
stage "kill test" kill_tests
stage "pulled plugs" cluster_tests
stage "fuzz, short" fuzz_tests

printf '\n==> summary, after %d minutes %d seconds\n' $((SECONDS / 60)) $((SECONDS % 60))
printf '%s\n' "${summary[@]}"
grep '^not there' "$logs/install"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
