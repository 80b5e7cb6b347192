import jwt
import requests


class Chat:
    def __init__(self, token, url="https://api.hipchat.com", verify=True):
        self.token, self.url = token, url.rstrip("/")

    def post(self, room, message):
        answer = requests.post(
            f"{self.url}/v2/room/{room}/notification",
            json={"message": message},
            headers={"Authorization": f"Bearer {self.token}"},
            verify=False,
        )
        answer.raise_for_status()


def tenant(signed):
    return jwt.decode(signed, verify=False)["iss"]
