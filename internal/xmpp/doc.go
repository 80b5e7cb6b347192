// Package xmpp is the dialect of bots and chat clients that speak XMPP to a HipChat Server: a stream with STARTTLS and three
// ways to sign in, the group as a roster, rooms as multi-user chats, one-to-one chats, profiles, topics and invitations.
//
// A session is one stream. What it says goes through chat.Service like everybody else's words; what happens reaches it through
// the live feed: the session holds the other end of a pipe to realtime.Hub and turns frames into stanzas, so that order, gaps,
// rights that are lost and credentials that end are the hub's matter, as they are for pages.
//
// Two goroutines belong to a session: one reads the stream, the other reads the feed. Both write stanzas, whole and under a lock.
//
// spec: xmpp; client-quirks, 1.9 and 4.
package xmpp

// The namespaces on the wire.
const (
	nsClient      = "jabber:client"
	nsStream      = "http://etherx.jabber.org/streams"
	nsStreamError = "urn:ietf:params:xml:ns:xmpp-streams"
	nsStanzaError = "urn:ietf:params:xml:ns:xmpp-stanzas"
	nsTLS         = "urn:ietf:params:xml:ns:xmpp-tls"
	nsSASL        = "urn:ietf:params:xml:ns:xmpp-sasl"
	nsBind        = "urn:ietf:params:xml:ns:xmpp-bind"
	nsSession     = "urn:ietf:params:xml:ns:xmpp-session"
	nsIQAuth      = "jabber:iq:auth"
	nsIQAuthOffer = "http://jabber.org/features/iq-auth"
	nsRoster      = "jabber:iq:roster"
	nsVersion     = "jabber:iq:version"
	nsVCard       = "vcard-temp"
	nsDelay       = "urn:xmpp:delay"
	nsDelayOld    = "jabber:x:delay"
	nsOOB         = "jabber:x:oob"
	nsPing        = "urn:xmpp:ping"
	nsTime        = "urn:xmpp:time"
	nsCaps        = "http://jabber.org/protocol/caps"
	nsDiscoInfo   = "http://jabber.org/protocol/disco#info"
	nsDiscoItems  = "http://jabber.org/protocol/disco#items"
	nsMUC         = "http://jabber.org/protocol/muc"
	nsMUCUser     = "http://jabber.org/protocol/muc#user"
	nsMUCAdmin    = "http://jabber.org/protocol/muc#admin"
	nsMUCOwner    = "http://jabber.org/protocol/muc#owner"
	nsChatStates  = "http://jabber.org/protocol/chatstates"
	nsStanzaID    = "urn:xmpp:sid:0"
	nsCorrect     = "urn:xmpp:message-correct:0"
	nsRetract     = "urn:xmpp:message-retract:1"
	nsModerate    = "urn:xmpp:message-moderate:1"
	nsFallback    = "urn:xmpp:fallback:0"

	nsHipChat        = "http://hipchat.com"
	nsHipChatAuth    = "http://hipchat.com/protocol/auth"
	nsHipChatRoom    = "http://hipchat.com/protocol/muc#room"
	nsHipChatStartup = "http://hipchat.com/protocol/startup"
	nsHipChatProfile = "http://hipchat.com/protocol/profile"
	nodeHipChatBot   = "http://hipchat.com/client/bot"
)
