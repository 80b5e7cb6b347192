// Loaded before a client: api.hipchat.com is reached at STOA_TLS_HOST, as in a network that resolves the name to a server of
// its own. The request keeps its Host header.
const https = require("node:https");

const [host, port] = process.env.STOA_TLS_HOST.split(":");
const { request } = https;
https.request = (options, ...rest) => {
	if (options.host === "api.hipchat.com") Object.assign(options, { host, hostname: host, port, servername: "" });
	return request(options, ...rest);
};
