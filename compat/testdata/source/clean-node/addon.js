import express from 'express';
import jwt from 'jsonwebtoken';

const app = express();
const tenants = new Map();

/* Everything is read from the document at capabilitiesUrl:
   nothing like https://api.hipchat.com/v2/oauth/token is put together here. */
app.post('/installable', express.json(), async (req, res) => {
  const { capabilitiesUrl, oauthId, oauthSecret } = req.body;
  const doc = await (await fetch(capabilitiesUrl)).json();
  if (doc.links.self !== capabilitiesUrl) return res.sendStatus(400);
  const { tokenUrl, authorizationUrl } = doc.capabilities.oauth2Provider;
  tenants.set(oauthId, { api: doc.capabilities.hipchatApiProvider.url, tokenUrl, authorizationUrl, oauthSecret });
  res.sendStatus(204);
});

app.post('/webhook', express.json(), (req, res) => {
  const token = req.headers.authorization.replace(/^JWT /, '');
  const { iss } = jwt.decode(token);
  jwt.verify(token, tenants.get(iss).oauthSecret, { algorithms: ['HS256'] });
  res.sendStatus(204);
});

app.listen(process.env.PORT);
