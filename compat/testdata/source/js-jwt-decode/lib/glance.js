const jwt = require('jsonwebtoken');

module.exports = (req, res) => {
  const claims = jwt.decode(req.query.signed_request);
  res.json({ label: { type: 'html', value: `<b>${claims.sub}</b>` } });
};
