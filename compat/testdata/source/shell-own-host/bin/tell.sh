#!/bin/bash
set -e
message='it'"'"'s done # really'
curl -fsS "https://chat.acme-corp.net:8443/tools/v1/rooms/message?format=json&auth_token=$TOKEN" \
  --data-urlencode "room_id=$ROOM" --data-urlencode from=tell --data-urlencode "message=$message"
