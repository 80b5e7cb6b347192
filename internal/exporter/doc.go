// Package exporter writes a group as HipChat exported its groups, so that whatever reads those exports reads Stoa's, Stoa's own
// import among them. It reads the database as it is at one moment, beside the running servers, as a backup does.
//
// What HipChat left out stands in fields and files that its readers pass over: who has joined public rooms (participants of
// rooms.json, and auto_join.json as HipChat Server kept it in Redis), preferences.json, and in records of histories a
// field "stoa". Passwords, tokens, addresses of hooks, secrets of add-ons and the keys of files and guest links are in none of it.
package exporter
