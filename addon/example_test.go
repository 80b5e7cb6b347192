package addon_test

import (
	"context"
	"fmt"
	"log"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// An add-on that answers a command. ListenAndServe then serves it, or any server of which it is the handler.
func ExampleNew() {
	tides, err := addon.New(addon.Options{
		Key: "com.example.tides", Name: "Tides", Description: "Knows the tides", BaseURL: "https://tides.example.com",
		Scopes: []string{hipchat.ScopeSendNotification},
	},
		addon.OnRoomMessage(`^/tide(\s|$)`, func(_ context.Context, _ *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
			return addon.Text("High water is at 12:40, " + said.Message.From.Name), nil
		}),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tides.DescriptorURL())
	fmt.Println(tides.Descriptor().Capabilities.Webhooks[0].URL)
	// Output:
	// https://tides.example.com/descriptor.json
	// https://tides.example.com/webhook/room_message
}

// What a server would refuse is refused when the add-on is made.
func ExampleNew_refused() {
	_, err := addon.New(addon.Options{
		Key: "com.example.tides", Name: "Tides", Description: "Knows the tides", BaseURL: "https://tides.example.com",
		Scopes: []string{"send_tides"},
	})
	fmt.Println(err != nil)
	// Output: true
}
