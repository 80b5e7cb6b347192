package hipchat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// The examples talk to servers that know one answer; yours has an address like https://chat.example.org.
func serverWith(answers map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.Method+" "+r.URL.Path]
		switch {
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"error":{"code":404,"type":"Not Found","message":"Room not found: Room 'Nowhere' not found"}}`)
		case answer == "":
			w.WriteHeader(http.StatusNoContent)
		default:
			fmt.Fprint(w, strings.ReplaceAll(answer, "SERVER", "http://"+r.Host))
		}
	}))
}

// Post a notification with a token that was made on the room's Integrate page.
func ExampleClient_SendRoomNotification() {
	server := serverWith(map[string]string{"POST /v2/room/Ops/notification": ""})
	defer server.Close()

	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("ROOM-TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	err = client.SendRoomNotification(context.Background(), "Ops", hipchat.NotificationRequest{
		Message: "Build 512 passed", MessageFormat: "text", Color: "green", Notify: true,
	})
	fmt.Println(err)
	// Output: <nil>
}

// A walk asks for one page after the other.
func ExampleClient_Rooms() {
	server := serverWith(map[string]string{"GET /v2/room": `{"items":[{"id":1,"name":"Ops"},{"id":2,"name":"Dry Dock"}]}`})
	defer server.Close()

	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	for room, err := range client.Rooms(context.Background(), hipchat.RoomsQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(room.ID, room.Name)
	}
	// Output:
	// 1 Ops
	// 2 Dry Dock
}

// The whole history of a room, newest first.
func ExampleClient_RoomMessages() {
	server := serverWith(map[string]string{"GET /v2/room/Ops/history": `{"items":[
		{"id":"b","date":"2016-04-19T08:32:44.118034+00:00","type":"notification","from":"Buildbot","message":"main is green"},
		{"id":"a","date":"2016-04-19T08:31:07.604218+00:00","type":"message","from":{"id":88,"name":"Ines Okafor","mention_name":"InesOkafor"},"message":"is it?"}]}`})
	defer server.Close()

	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	for m, err := range client.RoomMessages(context.Background(), "Ops", hipchat.HistoryQuery{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s (a person: %t): %s\n", m.From.Name, m.From.Person != nil, m.Message)
	}
	// Output:
	// Buildbot (a person: false): main is green
	// Ines Okafor (a person: true): is it?
}

// What a server refuses is an error whose kind and details can be asked for.
func ExampleError() {
	server := serverWith(nil)
	defer server.Close()

	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.GetRoom(context.Background(), "Nowhere")
	fmt.Println(errors.Is(err, hipchat.ErrNotFound))
	var refused *hipchat.Error
	if errors.As(err, &refused) {
		fmt.Println(refused.Code, refused.Message)
	}
	fmt.Println(err)
	// Output:
	// true
	// 404 Room not found: Room 'Nowhere' not found
	// get_room: hipchat: 404 Not Found: Room not found: Room 'Nowhere' not found
}

// An add-on was installed: its callback got the payload, and now it posts to the room that it was installed in.
func ExampleDiscover() {
	server := serverWith(map[string]string{
		"GET /v2/capabilities": `{"links":{"self":"SERVER/v2/capabilities"},"capabilities":{
			"hipchatApiProvider":{"url":"SERVER/v2/"},"oauth2Provider":{"tokenUrl":"SERVER/v2/oauth/token"}}}`,
		"POST /v2/oauth/token":          `{"access_token":"TOKEN","expires_in":28799}`,
		"POST /v2/room/12/notification": "",
	})
	defer server.Close()
	payload := hipchat.InstallPayload{CapabilitiesURL: server.URL + "/v2/capabilities", OAuthID: "id", OAuthSecret: "secret", RoomID: 12}

	ctx := context.Background()
	doc, err := hipchat.Discover(ctx, payload.CapabilitiesURL)
	if err != nil {
		log.Fatal(err)
	}
	client, err := doc.Client(hipchat.WithClientCredentials(payload.OAuthID, payload.OAuthSecret, hipchat.ScopeSendNotification))
	if err != nil {
		log.Fatal(err)
	}
	err = client.SendRoomNotification(ctx, hipchat.IDOf(payload.RoomID), hipchat.NotificationRequest{Message: "Hello from an add-on"})
	fmt.Println(err)
	// Output: <nil>
}

// Change one setting of a room: all of them are sent back.
func ExampleClient_UpdateRoom() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			fmt.Println(string(body))
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fmt.Fprint(w, `{"id":12,"name":"Ops","privacy":"public","topic":"freeze","owner":{"id":88,"name":"Ines Okafor"}}`)
	}))
	defer server.Close()

	ctx := context.Background()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	room, err := client.GetRoom(ctx, "Ops")
	if err != nil {
		log.Fatal(err)
	}
	update := room.Update()
	*update.IsArchived = true
	fmt.Println(client.UpdateRoom(ctx, "Ops", update))
	// Output:
	// {"name":"Ops","privacy":"public","is_archived":true,"is_guest_accessible":false,"topic":"freeze","owner":{"id":88}}
	// <nil>
}

// Scripts of API v1 have tokens of their own.
func ExampleV1Client_RoomsMessage() {
	server := serverWith(map[string]string{"POST /v1/rooms/message": `{"status":"sent"}`})
	defer server.Close()

	client, err := hipchat.NewV1Client(server.URL, hipchat.WithToken("V1-TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	err = client.RoomsMessage(context.Background(), hipchat.MessageSendV1{RoomID: "Ops", From: "Cron", Message: "backup done", Color: "green"})
	fmt.Println(err)
	// Output: <nil>
}
