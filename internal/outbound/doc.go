// Package outbound is the gate for every request that leaves the server: descriptors and install callbacks,
// webhooks, avatars, link previews, files that are kept elsewhere. It decides which addresses may be reached, bounds time
// and size, goes through the administrator's proxy, and records what happened.
//
// The address is checked when a connection is dialled, on the address that the name resolved to. So a name that
// resolves differently the second time, a number written in octal and an IPv4 address inside an IPv6 one all end
// at the same check. Behind a proxy the name is resolved and checked first, and the proxy dials.
package outbound
