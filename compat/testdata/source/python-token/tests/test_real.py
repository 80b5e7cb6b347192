import deploy

WEBHOOK = {"token": "5787ac6166cc875ffc3e482d91c12703df9362e8"}  # a digest


def test_by_hand():
    deploy.ROOM_TOKEN = "Hk7Tq2Zx9Lm4Vb8Rc1Nd6Wf3Jg5Pp0SsYyUuIiOo"
    deploy.send("hello")
