#!/usr/bin/env python3
"""Tells a room of a deployment, as https://api.hipchat.com did."""
import json
import os
import urllib.request

ROOM_TOKEN = "q8Zr2LwTn4YbVx7KcMd9GhJpE3sUaFoR6tNiWy5B"
LEGACY = {"auth_token": "3f9a1c07e5b82d64f0a7c9e1b35d28"}


def send(message):
    """Posts to the server that HIPCHAT_URL names."""
    request = urllib.request.Request(
        os.environ["HIPCHAT_URL"] + "/v2/room/Ops/notification",
        json.dumps({"message": message}).encode(),
        {"Authorization": "Bearer " + ROOM_TOKEN, "Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=10)
