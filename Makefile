# Stoa: build, run and test. `make help` lists the targets.
#
# Needed to run: Go, Node with npm, git. What the tests need besides (PostgreSQL's programs, Chromium, gcc),
# scripts/test.sh installs on Debian when it may.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

# SQLite's allocator counts what it gives out, for metrics and for soaks.
TAGS = memory.counters

WEB_DIST    = internal/webui/dist/index.html
WEB_SOURCES = $(shell find web -name node_modules -prune -o -type f ! -path 'web/e2e/*' -print)
WEB_MODULES = web/node_modules/.package-lock.json
NPM_CI      = npm ci --ignore-scripts --no-audit --no-fund

# The packages whose tests call whole servers.
PROVING = $(filter-out %/bench/ %/imports/ %/reference/,$(sort $(addprefix ./,$(dir $(shell grep -rl --include='*_test.go' internal/stoatest internal test)))))

.DEFAULT_GOAL = help
.PHONY: run build web test check vet reference thousand scale fuzz kill cluster image containers clients reports bench gallery soak world shots pictures long browser dist clean help

run: build ## build what changed and serve http://localhost:8080 with data in ./stoa-data
	bin/stoa serve --listen 127.0.0.1:8080 --data ./stoa-data --base-url http://localhost:8080

build: web ## build bin/stoa with the web client in it
	CGO_ENABLED=0 go build -tags "$(TAGS)" -o bin/stoa ./cmd/stoa

web: $(WEB_DIST) ## build the web client when its sources changed

$(WEB_DIST): $(WEB_SOURCES) $(WEB_MODULES)
	npm --prefix web run build
	@touch $@

$(WEB_MODULES): web/package.json web/package-lock.json
	cd web && $(NPM_CI)
	@touch $@

test: ## all tests but the longest; installs what is missing (Debian, root)
	scripts/test.sh

check: $(WEB_MODULES) vet ## formatting and static checks
	scripts/gofmt.sh
	npm --prefix web run check

# As the binary is built: what has been compiled for it need not be compiled anew.
vet: ## go vet and staticcheck
	CGO_ENABLED=0 go vet -tags "$(TAGS)" ./...
	cd test/goclients && CGO_ENABLED=0 go vet ./...
	CGO_ENABLED=0 go run $(STATICCHECK) -tags "$(TAGS)" ./...

thousand: ## measure an add-on with a thousand installations on fifty servers
	STOA_THOUSAND=1 go test -count=1 -v -run Thousand ./addon

scale: build ## measure what single pieces of work cost, hold what that predicts for two and three nodes against loads, and simulate a world
	STOA_BIN=$(CURDIR)/bin/stoa STOA_SCALE=1 STOA_SCALE_COSTS=$(CURDIR)/test/scale/costs.json go test -count=1 -v -run Costs ./test/scale
	go run ./test/scale/simulate

reference: ## write docs/compatibility.md anew, from the routes and from what the tests call
	rm -f .proof
	STOA_PROOF=$(CURDIR)/.proof go test -count=1 $(PROVING)
	STOA_PROOF=$(CURDIR)/.proof go test ./internal/schema ./internal/reference -run 'Current|Comments' -update
	rm .proof

fuzz: ## every fuzz target for FUZZTIME (10m) each
	scripts/fuzz.sh $(or $(FUZZTIME),10m)

kill: build ## the kill test: KILL_ROUNDS (20) rounds on both databases
	STOA_BIN=$(CURDIR)/bin/stoa STOA_KILL_ROUNDS=$(or $(KILL_ROUNDS),20) go test -count=1 -v -timeout 60m ./test/kill

cluster: build ## pull plugs under load, CLUSTER_ROUNDS (5) rounds of each
	STOA_BIN=$(CURDIR)/bin/stoa STOA_CLUSTER_ROUNDS=$(or $(CLUSTER_ROUNDS),5) go test -count=1 -v -timeout 120m ./test/cluster
	STOA_CLUSTER_ROUNDS=$(or $(CLUSTER_ROUNDS),5) go test -count=1 -v -run CrashesUnderLoad ./internal/app

# What runs containers here.
ENGINE = $(firstword $(foreach e,docker podman,$(shell $(e) info >/dev/null 2>&1 && echo $(e))))

image: ## build the image stoa, with docker, else podman, or what ENGINE names
	$(if $(ENGINE),$(ENGINE) build $(if $(filter podman,$(ENGINE)),--format docker) -f deploy/Dockerfile -t stoa .,@echo "skipped: neither docker nor podman runs here")

containers: ## run the image that make image built, and the cluster of deploy/compose with it; both are taken away again
	ENGINE=$(ENGINE) scripts/containers.sh stoa

clients: build ## run the published clients and write docs/clients.md from what they called
	cd test/clients && $(NPM_CI)
	STOA_BIN=$(CURDIR)/bin/stoa STOA_UPDATE_COVERAGE=1 node --test --test-concurrency=2 test/clients/*.test.js
	cd test/goclients && STOA_BIN=$(CURDIR)/bin/stoa STOA_UPDATE_COVERAGE=1 go test -count=1 ./...
	go test ./test/coverage -update

reports: build ## write docs/reports anew: what the checker says about published programs
	cd test/clients && $(NPM_CI)
	STOA_BIN=$(CURDIR)/bin/stoa STOA_UPDATE_REPORTS=1 node --test test/clients/reports.test.js
	cd test/frameworks && $(NPM_CI)
	STOA_BIN=$(CURDIR)/bin/stoa node test/frameworks/reports.mjs

bench: build ## measure what docs/performance.md has in short, beside floors in the same run; BENCH_DATABASE: also on PostgreSQL
	scripts/bench.sh bin/stoa

world: build ## make up a server with 7.4 million messages and measure it beside a small one; WORLD_SCALE (1), WORLD_DATA (./world) stays
	bin/stoa bench world --scale $(or $(WORLD_SCALE),1) --data $(or $(WORLD_DATA),./world)

soak: build ## half of full load for SOAK_TIME (20m), and whether anything grows
	bin/stoa bench soak --sockets $(or $(SOAK_SOCKETS),500) --duration $(or $(SOAK_TIME),20m) --html soak.html

gallery: build ## photograph what each kind of sender looks like, for docs/senders.md
	cd web && node e2e/senders.mjs $(KINDS)

browser: build ## every browser test, also the long ones
	cd web && node e2e/run.mjs e2e/*.test.mjs

long: build ## a room of 10,000 messages walked through in a browser
	cd web && LONG_ROOM=10000 node --test e2e/long.test.mjs

shots: build ## screenshots of the main views into shots/
	npm --prefix web run shots

pictures: build ## the pictures of the README and the guides, in docs/pictures
	npm --prefix web run pictures

dist: web ## make a release in dist/: archives for all systems, packages for Debian and Red Hat; or for SYSTEMS="linux/amd64 …"
	scripts/dist.sh $(SYSTEMS)

clean: ## remove what was built; data in ./stoa-data stays
	rm -rf bin dist shots web/node_modules test/clients/node_modules test/xmpp/node_modules test/frameworks/node_modules test/provider/node_modules
	find internal/webui/dist -mindepth 1 ! -name .gitkeep -delete

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
