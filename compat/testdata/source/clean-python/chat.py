"""Posts to a room.

The address is never https://api.hipchat.com by itself: it is given, as
https://chat.example.com/v2/room/7/notification?auth_token=TOKEN
"""
import hashlib
import json
import os
import urllib.request

REVISION = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
CHECKSUM = hashlib.sha1(b"").hexdigest()


def send(message, verify=True):
    """Posts to the whole URL in HIPCHAT_FULL_URL."""
    request = urllib.request.Request(
        os.environ["HIPCHAT_FULL_URL"],
        json.dumps({"message": message}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status
