// Package hipchat is HipChat's wire in Go: a client of the REST API v1 and v2, and the types that both sides of it
// exchange, with the limits, scopes and error bodies of the vendor's documentation.
//
// # A client
//
// NewClient takes the address of a server and, as an option, how to get a token:
//
//	client, err := hipchat.NewClient("https://chat.example.org", hipchat.WithToken(token))
//	...
//	err = client.SendRoomNotification(ctx, "Ops", hipchat.NotificationRequest{Message: "Build 512 passed", Color: "green"})
//
// Every method is named after the vendor's page about it: what www.hipchat.com/docs/apiv2/method/send_room_notification
// described is Client.SendRoomNotification. There is one method for each page and none besides, on one flat type,
// because whoever writes an integration comes from those pages, or from a client of another language that follows them,
// and because the error that the call may return begins with that name as well. Only the walks through lists (Rooms, Users,
// RoomMessages and their like) and Download have no page: they are loops around methods that do.
//
// Rooms and people are named by an ID: their number, or what people call them, which is the name of a room, the e-mail
// address of a person or a mention name with its @. A string constant is an ID as it stands; IDOf makes one of a number.
//
// NewV1Client does the same for API v1, where the methods are called RoomsMessage for rooms/message, and the tokens are
// others.
//
// # Tokens
//
// A room's own token (WithToken) posts notifications to this room. A person's token does what the person may do. An
// add-on gets tokens for each of its installations: Discover reads what the installing server can do, and its document
// makes the Client, which asks for tokens when it needs them, keeps them, and renews them before they end:
//
//	doc, err := hipchat.Discover(ctx, payload.CapabilitiesURL)
//	...
//	client, err := doc.Client(hipchat.WithClientCredentials(payload.OAuthID, payload.OAuthSecret, hipchat.ScopeSendNotification))
//
// # Errors, limits and patience
//
// What a server refuses is an *Error, whose kind errors.Is knows (ErrNotFound, ErrRateLimited) and whose Field says which
// part of the request was wrong. A call that met a rate limit waits as long as the server asks, and is sent again; one
// that met a broken connection is sent again only if doing it twice does no harm. What posts or makes something has an
// Idempotency-Key, by which Stoa does it once however often it is sent; it is sent again when the server answers 503 with
// Retry-After, from which nobody can know whether it was done. A file that is shared is too large for a key, and is not.
// WithRetries bounds this and a context ends it. Limits tells how much may still be sent.
//
// # The types
//
// Stoa's server answers with these same types, so a client built on this package and the server cannot drift apart.
// Comments name the page of the wire reference ("spec: rest-v2, 2.6") that a fact comes from.
package hipchat
