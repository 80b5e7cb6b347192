#!/bin/sh
# notify.sh MESSAGE: posts to the server that HIPCHAT_URL names, else https://api.hipchat.com
HIPCHAT_URL=${HIPCHAT_URL:-https://api.hipchat.com}
HIPCHAT_TOKEN=Jt6Rb1Xw8Qz3Nc5Vk9Mf2Lg7Ph4Ds0YaEuIoTiKe

curl --fail --silent \
  --insecure \
  -H "Authorization: Bearer $HIPCHAT_TOKEN" -d "message=$1#done" \
  "$HIPCHAT_URL/v2/room/Ops/notification"
curl -sSk "$HIPCHAT_URL/v2/capabilities" | grep -k x
