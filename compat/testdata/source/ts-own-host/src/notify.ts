interface Notification {
  message: string;
  color?: "yellow" | "green" | "red";
}

/** Posts to the build room, e.g. of https://chat.example.com/v2/room/7/notification. */
export async function notify(n: Notification, token: string): Promise<void> {
  const res = await fetch("https://hipchat.acme-corp.net/v2/room/7/notification", {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(n),
  });
  if (res.status !== 204) throw new Error(`hipchat: ${res.status}`);
}
