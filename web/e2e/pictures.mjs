import { createServer } from "node:http";

const chart = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180" width="320" height="180">
<rect width="320" height="180" fill="#e8efee"/><path d="M0 140 40 120 80 128 120 96 160 102 200 70 240 78 280 40 320 52V180H0z" fill="#9cc4c0"/>
<path d="M0 140 40 120 80 128 120 96 160 102 200 70 240 78 280 40 320 52" fill="none" stroke="#1f6168" stroke-width="3"/></svg>`;

/** pictures serves a drawing at every path, for cards to point at. */
export async function pictures() {
  const server = createServer((_, res) => {
    res.setHeader("Content-Type", "image/svg+xml");
    res.end(chart);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => new Promise((done) => server.close(done));
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

/** red is a small PNG. */
export const red = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mO4YGCAFTEMLQkA2ntMAZZ5tYQAAAAASUVORK5CYII=",
  "base64",
);
