// Loaded before a client: names under .test, which no name server knows, are this machine's loopback address.
const dns = require("node:dns");

const { lookup } = dns;
dns.lookup = (hostname, ...rest) => lookup(/\.test$/.test(hostname) ? "127.0.0.1" : hostname, ...rest);
