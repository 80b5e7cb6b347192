// Package chat holds Stoa's vocabulary (Room, User, Event, Principal, Token, Installation, Webhook, Delivery) and
// the one door through which everything that is said enters: Service.Post.
//
// Every dialect (REST v1, REST v2, the page's own API, webhooks' answers) translates its wire into a Draft and
// calls Post. Permission, validation, sanitising, mentions and limits are decided here, once. Storage and webhook
// matching are reached through the small interfaces that this package declares, so that it imports neither.
//
// A conversation (a room or a one-to-one chat) is an append-only sequence of events with a gap-free seq. History,
// the live feed, resume after a lost connection and webhooks are readers of that log.
package chat
