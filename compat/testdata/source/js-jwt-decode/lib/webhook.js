const jwt = require('jsonwebtoken');

// Whose it is must be read first; then it is checked.
module.exports = (secrets) => (req, res) => {
  const { iss } = jwt.decode(req.headers.authorization.slice(4));
  jwt.verify(req.headers.authorization.slice(4), secrets[iss], { algorithms: ['HS256'] });
  res.sendStatus(204);
};
