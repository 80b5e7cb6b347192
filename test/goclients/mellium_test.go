package goclients_test

import (
	"context"
	"crypto/tls"
	"encoding/xml"
	"fmt"
	"net"
	"testing"
	"time"

	"mellium.im/sasl"
	"mellium.im/xmlstream"
	"mellium.im/xmpp"
	"mellium.im/xmpp/disco"
	"mellium.im/xmpp/jid"
	"mellium.im/xmpp/muc"
	"mellium.im/xmpp/mux"
	"mellium.im/xmpp/roster"
	"mellium.im/xmpp/stanza"

	"github.com/stoachat/stoa/test/process"
)

// said is a message that an XMPP client hears, or says.
type said struct {
	stanza.Message
	Body string `xml:"body"`
}

// TestMelliumJoinsARoomAndTalks runs mellium.im/xmpp, which checks the certificate and waits for its own presence in the room.
func TestMelliumJoinsARoomAndTalks(t *testing.T) {
	certificates, err := process.WriteCertificates(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	address := process.FreeAddress(t)
	s := process.Start(t, process.Config{TLS: certificates, Args: []string{"--xmpp-listen", address, "--xmpp-domain", "localhost"}})
	room(t, s, "Boiler Room")
	var bot struct {
		ID  int64  `json:"id"`
		JID string `json:"xmpp_jid"`
	}
	call(t, s, "POST", "/v2/user", `{"name": "Bot Brand", "email": "bot@example.test", "password": "quiet harbour lamp"}`, &bot)
	call(t, s, "GET", fmt.Sprintf("/v2/user/%d", bot.ID), "", &bot)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()

	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	session, err := xmpp.NewClientSession(ctx, jid.MustParse(bot.JID+"/shore"), conn,
		xmpp.StartTLS(&tls.Config{ServerName: "chat.localhost", RootCAs: authorities(t, certificates.CA)}),
		xmpp.SASL("", "quiet harbour lamp", sasl.Plain), xmpp.BindResource())
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan said, 16)
	hear := func(_ stanza.Message, r xmlstream.TokenReadEncoder) error {
		var m said
		err := xml.NewTokenDecoder(r).Decode(&m)
		heard <- m
		return err
	}
	var rooms muc.Client
	body := xml.Name{Local: "body"}
	handler := mux.New(stanza.NSClient, muc.HandleClient(&rooms),
		mux.MessageFunc(stanza.GroupChatMessage, body, hear), mux.MessageFunc(stanza.ChatMessage, body, hear))
	served := make(chan error, 1)
	go func() { served <- session.Serve(handler) }()
	next := func(kind stanza.MessageType, from, text string) {
		t.Helper()
		select {
		case m := <-heard:
			if m.Type != kind || m.From.Resourcepart() != from && from != "" || m.Body != text {
				t.Errorf("heard %+v, want %q", m, text)
			}
		case err := <-served:
			t.Fatalf("the stream ended before %q: %v", text, err)
		case <-ctx.Done():
			t.Fatalf("never heard %q", text)
		}
	}

	if err := session.Send(ctx, stanza.Presence{}.Wrap(nil)); err != nil {
		t.Fatal(err)
	}
	people := roster.Fetch(ctx, session)
	names := map[string]string{}
	for people.Next() {
		names[people.Item().JID.String()] = people.Item().Name
	}
	if err := people.Close(); err != nil || names["1_1@chat.localhost"] == "" || names[bot.JID] != "Bot Brand" {
		t.Errorf("the roster is %v, %v", names, err)
	}
	at := jid.MustParse("1_boiler_room@conf.localhost")
	about, err := disco.GetInfo(ctx, "", at, session)
	if err != nil || len(about.Identity) != 1 || about.Identity[0].Name != "Boiler Room" {
		t.Errorf("the room is %+v, %v", about, err)
	}
	inside, err := at.WithResource("Bot Brand")
	if err != nil {
		t.Fatal(err)
	}
	joined, err := rooms.Join(ctx, inside, session, muc.MaxHistory(0))
	if err != nil {
		t.Fatal(err)
	}

	say := func(to jid.JID, kind stanza.MessageType, text string) {
		t.Helper()
		if err := session.Encode(ctx, said{stanza.Message{To: to, Type: kind}, text}); err != nil {
			t.Fatal(err)
		}
	}
	say(at, stanza.GroupChatMessage, "steam & <pressure> are fine")
	next(stanza.GroupChatMessage, "Bot Brand", "steam & <pressure> are fine")
	call(t, s, "POST", "/v2/room/Boiler%20Room/notification", `{"message": "r88 is <b>out</b>"}`, nil)
	next(stanza.GroupChatMessage, "", "r88 is out")
	call(t, s, "POST", "/v2/room/Boiler%20Room/message", `{"message": "thanks"}`, nil)
	next(stanza.GroupChatMessage, "", "thanks")
	call(t, s, "POST", fmt.Sprintf("/v2/user/%d/message", bot.ID), `{"message": "how hot?"}`, nil)
	next(stanza.ChatMessage, "", "how hot?")
	say(jid.MustParse("1_1@chat.localhost"), stanza.ChatMessage, "ninety degrees")
	until(t, func() bool {
		var latest messages
		call(t, s, "GET", fmt.Sprintf("/v2/user/%d/history/latest", bot.ID), "", &latest)
		return latest.has("Bot Brand", "ninety degrees")
	})
	var history messages
	call(t, s, "GET", "/v2/room/Boiler%20Room/history", "", &history)
	if !history.has("Bot Brand", "steam & <pressure> are fine") {
		t.Errorf("the room's history is %+v", history)
	}
	if err := joined.Leave(ctx, ""); err != nil {
		t.Error(err)
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Errorf("the stream ended with %v", err)
	}
}

// messages are a history's.
type messages struct {
	Items []struct {
		Message string `json:"message"`
		From    any    `json:"from"`
	} `json:"items"`
}

func (m messages) has(name, text string) bool {
	for _, item := range m.Items {
		if from, ok := item.From.(map[string]any); ok && from["name"] == name && item.Message == text {
			return true
		}
	}
	return false
}
