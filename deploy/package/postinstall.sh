#!/bin/sh
# Starts the server when the package is new, and again when another version has come. $1 is "configure" from dpkg with the
# version before in $2, and the number of installed versions from rpm.
set -e

[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload

case "$1" in
configure) before=$2 ;;
1) before= ;;
*) before=yes ;;
esac

if [ -n "$before" ]; then
	systemctl try-restart stoa.service
	exit 0
fi
systemctl enable --now --quiet stoa.service stoa-backup.timer
cat <<'EOF'

Stoa runs at http://localhost:8080, for this machine alone until /etc/stoa/env
says more (then: systemctl restart stoa). The link with which you make the
first administrator:

    journalctl -u stoa | grep setup

Data is in /var/lib/stoa, a backup of each night in /var/lib/stoa-backup.

EOF
