#!/bin/sh
# good.sh BASE_URL TOKEN ROOM: posts to a room.
base=${1%/}
room=$(printf %s "$3" | sed 's/ /%20/g')
curl --fail --location --max-time 5 --silent --show-error --output /dev/null \
  -H "Authorization: Bearer $2" -H 'Content-Type: application/json' \
  -d '{"message":"Build 512 passed","color":"green","message_format":"text"}' \
  "$base/v2/room/$room/notification"
