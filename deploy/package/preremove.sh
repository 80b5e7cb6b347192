#!/bin/sh
# Stops the server when the package goes, not when another version comes: "upgrade" from dpkg, 1 from rpm.
set -e

[ -d /run/systemd/system ] || exit 0
case "$1" in
remove | 0) systemctl disable --now --quiet stoa.service stoa-backup.timer ;;
esac
