package hipchat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// A card tells what is wrong with it before the server does.
func ExampleCard() {
	server := serverWith(map[string]string{"POST /v2/room/Ops/notification": ""})
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("ROOM-TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	card := hipchat.Card{Style: "application", ID: "incident-77", Title: "Queue depth above threshold"}
	body, err := card.JSON()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.SendRoomNotification(context.Background(), "Ops", hipchat.NotificationRequest{
		Message: "Queue depth above threshold", Color: "red", Card: body, // the message is for clients that show no cards
	}))
	card.Style = "poster"
	_, err = card.JSON()
	fmt.Println(err != nil)
	// Output:
	// <nil>
	// true
}

// A bot that asks, for networks in which nothing reaches it: it begins behind the newest message, and asks for what came since.
func ExampleClient_ViewRecentRoomHistory() {
	server := serverWith(map[string]string{"GET /v2/room/Ops/history/latest": `{"items":[
		{"id":"a","date":"2016-04-19T08:31:07.604218+00:00","type":"message","from":{"id":88,"name":"Ines Okafor"},"message":"/ping"},
		{"id":"b","date":"2016-04-19T08:32:44.118034+00:00","type":"message","from":{"id":88,"name":"Ines Okafor"},"message":"/ping again"}]}`})
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	last := "a" // kept by the bot: the id of the newest message that it has seen
	list, err := client.ViewRecentRoomHistory(context.Background(), "Ops", hipchat.RecentQuery{NotBefore: last})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range list.Items {
		if m.ID != last { // the answer begins with it
			fmt.Println(m.From.Name, "said", m.Message)
		}
		last = m.ID
	}
	// Output: Ines Okafor said /ping again
}

// A file goes from any reader.
func ExampleClient_ShareFileWithRoom() {
	server := serverWith(map[string]string{"POST /v2/room/Ops/share/file": ""})
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.ShareFileWithRoom(context.Background(), "Ops", hipchat.Upload{
		Name: "report.txt", Message: "tonight's run", Content: strings.NewReader("512 passed"),
	}))
	// Output: <nil>
}

// A webhook is registered with a person's token.
func ExampleClient_CreateWebhook() {
	server := serverWith(map[string]string{"POST /v2/room/Ops/webhook": `{"id":12,"links":{"self":"SERVER/v2/room/1/webhook/12"}}`})
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	made, err := client.CreateWebhook(context.Background(), "Ops", hipchat.WebhookRequest{
		URL: "https://bot.example.org/chat", Event: hipchat.EventRoomMessage, Pattern: `^/ping(\s|$)`, Name: "Pong",
	})
	fmt.Println(made.ID, err)
	// Output: 12 <nil>
}

// A receiver believes what the server signed, and answers in the room.
func ExampleReadWebhook() {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := hipchat.ReadWebhook(r, os.Getenv("WEBHOOK_SECRET"))
		if errors.Is(err, hipchat.ErrUnsigned) {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer := hipchat.NotificationRequest{Message: "pong, " + call.Item.Message.From.Name, MessageFormat: "text"}
		_ = json.NewEncoder(w).Encode(answer) // the server has gone
	}))
	defer receiver.Close()

	res, err := http.Post(receiver.URL, "application/json", strings.NewReader(`{"event":"room_message"}`))
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	fmt.Println(res.Status)
	// Output: 401 Unauthorized
}

// What is refused, used up or away is told apart by its kind. Rate limits are waited for; here not.
func ExampleWithRetries() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"error":{"code":429,"type":"Too Many Requests","message":"Rate Limit exceeded"}}`)
	}))
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"), hipchat.WithRetries(0, 0))
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = client.SetTopic(ctx, "Ops", "freeze")
	var refused *hipchat.Error
	if errors.Is(err, hipchat.ErrRateLimited) && errors.As(err, &refused) {
		fmt.Println("come again in", refused.Wait)
	}
	// Output: come again in 30s
}

// Whether a token may do something is asked without doing it.
func ExampleWithAuthTest() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, `{"success":{"code":202,"type":"Accepted","message":"This auth_token has access to use this method."}}`)
	}))
	defer server.Close()
	client, err := hipchat.NewClient(server.URL, hipchat.WithToken("TOKEN"), hipchat.WithAuthTest())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.SetTopic(context.Background(), "Ops", "never set"))
	// Output: <nil>
}
