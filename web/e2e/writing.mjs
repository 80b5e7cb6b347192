import { randomUUID } from "node:crypto";

const long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(6);

/** said is what people write, of every kind. */
export const said = [
  "# Release 4.12\nWhat is **new**, what is *better*, and what is ~~gone~~:\n\n- retries by destination, see `webhook/queue.go`\n- a quieter log\n  - one line for each call\n  - none for health checks\n1. build\n2. deploy\n3. have coffee (coffee)",
  '```go\n// Close commits what is queued.\nfunc (s *Store) Close() error {\n\tif err := s.writer.close(); err != nil {\n\t\treturn fmt.Errorf("close database: %w", err)\n\t}\n\treturn nil\n}\n```',
  "> Consumers on eu-2 stopped acknowledging at 09:41.\n> The certificate had expired.\nWe have a check for that now, @all. Read [the write-up](https://wiki.example.com/incidents/77).",
  "Suite | Tests | Time\n--- | ---: | ---\nunit | 1,204 | 41 s\nbrowser | 86 | 2 min 3 s",
  `/code SELECT room.name, count(*) AS said\nFROM event JOIN room USING (conversation_id)\nWHERE kind = 'message' -- people only\nGROUP BY room.name ORDER BY said DESC LIMIT 10;`,
  "/quote Nobody ever got fired for a *small* commit.",
  "(thumbsup)(smile)(coffee)",
  "🎉🎉",
  "مرحبا بالعالم، هذه رسالة من **اليمين إلى اليسار** مع `code` في وسطها و Stoa 4.12\n\n- أولا\n- ثانيا",
  long,
  "(smile) (sadpanda) (thumbsup) (allthethings) (success) (failed) (coffee) (beer) in the middle of words (shipit)",
  Array.from({ length: 40 }, (_, i) => `line ${i + 1} of a pasted wall`).join("\n"),
];

/** writing makes a room in which all of it has been said. */
export async function writing(ada, grace) {
  const room = await ada.call("POST", "/api/rooms", { name: "Writing", topic: "How words look" });
  await grace.client.call("POST", `/api/rooms/${room.id}/join`);
  for (const [n, body] of said.entries()) {
    const who = n % 3 === 0 ? ada : grace.client;
    await who.call("POST", `/api/conversations/${room.conversation}/events`, {
      body,
      client_id: randomUUID(),
    });
  }
  return room;
}
