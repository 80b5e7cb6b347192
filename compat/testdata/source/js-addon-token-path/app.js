const express = require('express');
const app = express();
const tenants = new Map();

app.post('/installable', express.json(), async (req, res) => {
  const { capabilitiesUrl, oauthId, oauthSecret } = req.body;
  const base = new URL(capabilitiesUrl).origin;
  const answer = await fetch(base + '/v2/oauth/token', {
    method: 'POST',
    headers: { authorization: 'Basic ' + Buffer.from(`${oauthId}:${oauthSecret}`).toString('base64') },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'send_notification' }),
  });
  if (!answer.ok) return res.sendStatus(502);
  tenants.set(oauthId, { base, token: await answer.json() });
  res.sendStatus(204);
});

app.listen(process.env.PORT);
