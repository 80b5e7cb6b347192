// Package addon is a framework for add-ons of HipChat Connect: programs that are installed into rooms and groups of any
// number of servers, Stoa or any other that speaks HipChat's wire, and that hear what is said there, answer, and show
// glances, panels and dialogs beside the conversation.
//
// # An add-on
//
// New takes what the add-on is called and asks for, and its modules. The Addon that it answers is an http.Handler that
// serves the descriptor, agrees to installations, updates and removals, and calls the modules:
//
//	builds, err := addon.New(addon.Options{
//		Key: "com.example.builds", Name: "Builds", Description: "Tells how builds end", BaseURL: "https://builds.example.com",
//		Scopes: []string{hipchat.ScopeSendNotification},
//	},
//		addon.OnRoomMessage(`^/build(\s|$)`, func(ctx context.Context, in *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
//			return addon.Text("Build 512 passed"), nil
//		}),
//	)
//	...
//	err = builds.ListenAndServe(ctx, ":8080")
//
// Whoever wants it gives the address of the descriptor, https://builds.example.com/descriptor.json, to their server.
//
// # Servers
//
// The framework knows no address of any server. Each Installation has the capabilities document of the server that
// installed the add-on, and every URL comes from there; when a call finds that something has moved, the document is read
// again, and the call is made where it says. Supports asks the document for what older servers lack.
//
// # Trust
//
// An installation is agreed to when its document says that it belongs to the address that it was fetched from, and when
// its credentials got a token. Webhooks and pages are believed when they are signed by the installation that they
// name, with HS256 and nothing else, lately, and, for webhooks, for the first time. A removal is believed when the server
// has really forgotten the credentials. spec: connect, 3, 4, 5.4.
package addon
