/**
 * upgradable stands between a page's live feeds and the server. upgrade cuts them, and has the server say that its pages
 * begin with another script; asItIs has the next ones say what is true.
 */
export async function upgradable(page) {
  let script;
  let feed;
  await page.routeWebSocket(/\/api\/ws$/, (near) => {
    feed = near;
    const far = near.connectToServer();
    far.onMessage((data) => {
      const greets = script && typeof data === "string" && data.includes('"type":"hello"');
      near.send(greets ? data.replace(/\/assets\/index-[^"]+/, script) : data);
    });
  });
  return {
    async upgrade(to) {
      script = to;
      await feed.close({ code: 1012, reason: "restarts" });
    },
    asItIs() {
      script = undefined;
    },
  };
}
