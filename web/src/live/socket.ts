/** openSocket opens the live feed of the server that this page came from. */
export function openSocket(): WebSocket {
  const url = new URL("/api/ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url);
}
