import { connect, createServer } from "node:net";

/** proxy stands between a browser and a server, as a network that can be cut. */
export async function proxy(target) {
  let { hostname, port } = new URL(target);
  const sockets = new Set();
  let down = false;
  const server = createServer((near) => {
    if (down) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    cut() {
      down = true;
      for (const s of sockets) s.destroy();
    },
    /** mend opens the way again, to a server at another address if it has moved. */
    mend(to = target) {
      ({ hostname, port } = new URL(to));
      down = false;
    },
    close() {
      for (const s of sockets) s.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}
