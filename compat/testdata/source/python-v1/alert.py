import os

import requests


def alert(room, text):
    # Once there was /v2/room as well.
    answer = requests.post(
        os.environ["CHAT_URL"] + "/v1/rooms/message",
        params={"format": "json", "auth_token": os.environ["CHAT_TOKEN"]},
        data={"room_id": room, "from": "Alerts", "message": text},
        timeout=10,
    )
    answer.raise_for_status()
