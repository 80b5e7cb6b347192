"""Joins a room with slixmpp, tells what it hears as lines of JSON, and says what it is told on standard input.

Usage: slixmpp-bot.py HOST PORT CA JID PASSWORD ROOM NICK
"""
import asyncio
import json
import ssl
import sys

import slixmpp

host, port, ca, jid, password, room, nick = sys.argv[1:]


def report(**said):
    print(json.dumps(said), flush=True)


class Bot(slixmpp.ClientXMPP):
    def __init__(self):
        super().__init__(jid, password)
        self.ssl_context = ssl.create_default_context(cafile=ca)
        self.ca_certs = ca
        for name in ("xep_0030", "xep_0045", "xep_0054", "xep_0092", "xep_0199"):
            self.register_plugin(name)
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("message", self.heard)
        self.add_event_handler("groupchat_subject", lambda m: report(where="topic", text=m["subject"]))
        self.add_event_handler("failed_auth", lambda f: report(where="refused", text=f["condition"]))

    async def start(self, _):
        report(where="online", text=str(self.boundjid))
        self.send_presence()
        roster = await self.get_roster()
        report(where="roster", names=sorted(i["name"] for i in roster["roster"]["items"].values()))
        info = await self["xep_0030"].get_info(jid=room)
        report(where="features", text=",".join(sorted(info["disco_info"]["features"])))
        rooms = await self["xep_0030"].get_items(jid=room.split("@")[1])
        report(where="rooms", names=sorted(name for _, _, name in rooms["disco_items"]["items"]))
        version = await self["xep_0092"].get_version(room.split("@")[1].replace("conf.", "chat."))
        report(where="version", text=version["software_version"]["name"])
        await self["xep_0199"].ping(self.boundjid.domain)
        joined = await self["xep_0045"].join_muc_wait(room, nick, maxchars=0)
        report(where="joined", text=str(joined[0]["from"] if isinstance(joined, tuple) else room))

    def heard(self, m):
        if m["body"]:
            report(where="room" if m["type"] == "groupchat" else "private", to=str(m["from"]), text=m["body"], id=m["id"],
                   **{"from": m["from"].resource})


async def orders(bot):
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        bot.send_message(mto=order["to"], mbody=order["text"], mtype=order["type"])


bot = Bot()
bot.connect((host, int(port)))
listening = bot.loop.create_task(orders(bot))  # a task that nobody holds is collected
bot.loop.run_forever()
