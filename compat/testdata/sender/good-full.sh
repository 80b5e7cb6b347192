#!/bin/sh
# good-full.sh URL: posts to the complete URL of a room, by either API.
case $1 in
*/v1/*) set -- "$1" --data-urlencode from=Build --data-urlencode 'message=Build 512 passed' ;;
*) set -- "$1" -H 'Content-Type: application/json' -d '{"message":"Build 512 passed"}' ;;
esac
curl --fail --location --max-time 5 --silent --show-error --output /dev/null "$@"
