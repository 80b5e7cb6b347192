import { notify } from "./client.mjs";
import { writing } from "./writing.mjs";

/** scene fills a group with people, rooms and a working day's talk, and gives what was made. */
export async function scene(ada, pictures) {
  const grace = await ada.person("Grace Hopper", "grace@example.com");
  const linus = await ada.person("Linus Bauer", "linus@example.com");
  await ada.person("Zoë Á. Przybyszewska-Featherstonehaugh", "zoe@example.com");
  const ops = await ada.room("Ops", "Deploys on Tuesday and Thursday. On call: @GraceHopper");
  const design = await ada.room("Design");
  const long = await ada.room("A room whose name goes on for as long as it may");
  const empty = await ada.call("POST", "/api/rooms", { name: "Reading", topic: "" });
  const quiet = await ada.call("POST", "/api/rooms", { name: "Board", topic: "", privacy: "private" });
  for (const p of [grace, linus])
    for (const r of [ops, design, long]) await p.client.call("POST", `/api/rooms/${r.id}/join`);
  await talk(ada, grace, linus, ops, pictures);
  await linus.client.say(design.conversation, "New icons are in the shared folder (smile)");
  const ask = await linus.client.say(design.conversation, "@admin can you look at the dark ones?");
  await ada.call("PUT", `/api/conversations/${ask.conversation}/events/${ask.id}/saved`, { done: false });
  await ada.call("POST", `/api/conversations/${design.conversation}/scheduled`, {
    body: "The icons are in. Please look at them before noon.",
    at: new Date(Date.now() + 20 * 60 * 60_000).toISOString(),
  });
  await linus.client.say(long.conversation, "Hello?");
  const direct = await grace.client.call("POST", "/api/users/1/conversation");
  await grace.client.say(direct.id, "Lunch at noon?");
  await grace.client.say(direct.id, "The place by the river has room for four.");
  return { writing: await writing(ada, grace), grace, linus, ops, design, long, quiet, empty, direct };
}

async function talk(ada, grace, linus, ops, pictures) {
  const post = (body) => notify(ops.token.v2.url, body);
  const say = (who, body) => who.say(ops.conversation, body);
  await say(grace.client, "Morning. I am rolling out 4.12 once the build is green.");
  await say(linus.client, "(thumbsup) Release notes: https://releases.example.com/4.12?tab=changes");
  await say(linus.client, "The migration took 40 s on staging, nothing locked.");
  await post({
    color: "yellow",
    message_format: "html",
    message: "Build <b>#1841</b> of <a href='https://ci.example.com/1841'>stoa/main</a> started",
  });
  await post({
    color: "green",
    message_format: "html",
    message:
      "Build <b>#1841</b> passed in 3 min 12 s<table><tr><th>Suite</th><th>Tests</th><th>Time</th></tr><tr><td>unit</td><td>1,204</td><td>41 s</td></tr><tr><td>browser</td><td>86</td><td>2 min 3 s</td></tr></table>",
  });
  await say(ada, "/me gets coffee");
  await say(
    grace.client,
    "/code func main() {\n\tif err := run(ctx); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}",
  );
  await post({ color: "red", message_format: "text", notify: true, message: "Disk on db-2 is 91 % full" });
  const alarm = await newest(ada, ops);
  await post({
    color: "red",
    message_format: "text",
    message: "Queue depth above threshold",
    card: {
      style: "application",
      format: "medium",
      id: "incident-77",
      url: "https://ops.example.org/i/77",
      title: "Queue depth above threshold",
      icon: `${pictures}/icon.svg`,
      description: {
        format: "html",
        value: "Depth <b>18 201</b>, limit 15 000. Consumers on eu-2 stopped acknowledging at 09:41.",
      },
      attributes: [
        { label: "Severity", value: { label: "high", style: "lozenge-error" } },
        { label: "State", value: { label: "investigating", style: "lozenge-current" } },
        { label: "Owner", value: { label: "Grace Hopper", url: "https://ops.example.org/u/91" } },
      ],
      thumbnail: { url: `${pictures}/chart.svg`, width: 320, height: 180 },
    },
  });
  await post({
    color: "gray",
    message_format: "text",
    message: "Linus commented",
    card: {
      style: "application",
      id: "pr-9",
      title: "Retry deliveries by destination",
      url: "https://code.example.com/9",
      description: "One slow receiver no longer delays the others.",
      activity: {
        html: "<b>Linus Bauer</b> merged <b>#9 Retry deliveries by destination</b>",
        icon: `${pictures}/icon.svg`,
      },
    },
  });
  await post({ color: "green", message: "Disk on db-2 is back at <b>62 %</b>", attach_to: alarm.id });
  await post({
    color: "purple",
    message_format: "text",
    message: "Grafana: latency is back under 200 ms @here",
  });
  await say(linus.client, "@admin the queue is draining again, 4 minutes to go");
  await say(grace.client, "/quote Consumers on eu-2 stopped acknowledging at 09:41.");
  await say(
    grace.client,
    "That was the certificate. Renewed, and I added a check for it.\nI will write it up this afternoon.",
  );
}

async function newest(who, { conversation }) {
  const page = await who.call("GET", `/api/conversations/${conversation}/events?limit=1`);
  return page.items[0];
}
