import deploy


def test_send(server):
    deploy.ROOM_TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    deploy.LEGACY = {"auth_token": "000000000000000000000000000000"}
    deploy.send("hello")
    assert server.token == "Bearer " + deploy.ROOM_TOKEN
