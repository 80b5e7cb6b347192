#!/bin/bash
# Makes what a release consists of in dist/: an archive for each system, packages for Debian and Red Hat, and their sums.
# Usage: scripts/dist.sh [SYSTEM/ARCHITECTURE...], like linux/amd64; all without one. The page must have been built.
set -euo pipefail
cd "$(dirname "$0")/.."

nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.44.2
targets=("$@")
[ $# != 0 ] || targets=(linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64)

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# The program of this machine tells its version and writes the completions, which are the same for all.
go build -o "$stage/host" ./cmd/stoa
VERSION=$("$stage/host" version | cut -d ' ' -f 2)
"$stage/host" completion bash >"$stage/stoa.bash"
"$stage/host" completion zsh >"$stage/_stoa"
"$stage/host" completion fish >"$stage/stoa.fish"
for unit in stoa.service stoa-backup.service; do
	# A package keeps out of /usr/local, and needs no word about where to copy it.
	sed -e 's|/usr/local/bin/stoa|/usr/bin/stoa|' -e '/^# Copy it to/d' "deploy/systemd/$unit" >"$stage/$unit"
done

rm -rf dist
mkdir dist
# Archives of the same commit are the same to the last byte.
when=$(git log -1 --format=%ct)

# archive SYSTEM ARCHITECTURE PROGRAM
archive() {
	local name=stoa-$VERSION-$1-$2
	mkdir "$stage/$name"
	cp "$stage/$3" LICENSE README.md CHANGELOG.md "$stage/$name"
	[ "$1" != linux ] || cp -r deploy/systemd "$stage/$name"
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" -C "$stage" -c "$name" | gzip -9n >"dist/$name.tar.gz"
	rm -r "${stage:?}/$name"
}

for target in "${targets[@]}"; do
	system=${target%/*} arch=${target#*/}
	program=stoa
	[ "$system" != windows ] || program=stoa.exe
	echo "$target"
	CGO_ENABLED=0 GOOS=$system GOARCH=$arch go build -tags memory.counters -trimpath -ldflags=-s -o "$stage/$program" ./cmd/stoa
	archive "$system" "$arch" "$program"
	[ "$system" = linux ] || continue
	for packager in deb rpm; do
		ARCH=$arch VERSION=$VERSION STAGE=$stage SOURCE_DATE_EPOCH=$when go run "$nfpm" package --config deploy/package/nfpm.yaml --packager $packager --target dist/
	done
done
(cd dist && sha256sum -- * >SHA256SUMS)
ls -l dist
