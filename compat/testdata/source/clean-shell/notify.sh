#!/bin/sh
# notify.sh MESSAGE: posts to the whole URL in HIPCHAT_FULL_URL, never to https://api.hipchat.com/v1/rooms/message
set -eu
: "${HIPCHAT_FULL_URL:?say where: https://chat.example.com/v2/room/7/notification?auth_token=TOKEN}"
curl --fail --silent --show-error --max-time 10 --data-urlencode "message=$1" "$HIPCHAT_FULL_URL"
