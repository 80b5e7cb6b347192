package addon_test

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// options are what the examples have in common.
func options() addon.Options {
	return addon.Options{
		Key: "com.example.tides", Name: "Tides", Description: "Knows the tides", BaseURL: "https://tides.example.com",
		Scopes: []string{hipchat.ScopeSendNotification, hipchat.ScopeViewRoom},
	}
}

// A line in the sidebar, the panel that it opens, and a form in it. Nobody opens the panel whom no server has sent.
func ExamplePage() {
	panel := template.Must(template.New("panel").Parse(`<!doctype html>
<link rel="stylesheet" href="{{.Style}}"><script src="{{.Script}}"></script>
<body class="aui-connect-page" data-theme="{{.Theme}}">
<p>The harbour is {{.Data}}</p>
<form method="post"><input type="hidden" name="signed_request" value="{{.Signature}}"><input name="harbour"><button>Save</button></form>`))
	harbours := map[int64]string{} // by room, of one server; a real add-on keeps them in a table, by installation as well
	harbour := func(r *http.Request, c *addon.Caller) (any, error) {
		if r.Method == http.MethodPost {
			harbours[c.RoomID] = r.FormValue("harbour")
		}
		return harbours[c.RoomID], nil
	}
	tides, err := addon.New(options(),
		addon.Glance{Key: "tide", Name: "Tide", Icon: hipchat.Icon{URL: "/tide.png"}, Target: "tides",
			Content: func(context.Context, *addon.Caller) (hipchat.GlanceContent, error) {
				return addon.Lozenge("<b>12:40</b>", "success", "HIGH"), nil
			}},
		addon.Panel{Key: "tides", Name: "Tides", Page: addon.Page(panel, harbour)},
	)
	if err != nil {
		log.Fatal(err)
	}
	w := httptest.NewRecorder()
	tides.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/panel/tides", nil))
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	// Output: 401 The request is not signed: it has no signed_request
}

// An entry in the menu of a message opens a dialog about it; a page of configuration comes after the installation.
func ExampleDialog() {
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "about message %s, for user %d", r.FormValue("message"), addon.CallerOf(r.Context()).UserID)
	})
	tides, err := addon.New(options(),
		addon.Dialog{Key: "report", Title: "Report a flood", Query: "message={message.mid}", Page: page,
			Options: addon.DialogOptions{Size: "medium", Primary: &addon.Button{Name: "Report", Key: "report"}}},
		addon.Action{Key: "report-action", Name: "Report a flood", Menu: addon.MessageMenu, Target: "report"},
		addon.Configuration{Page: page},
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tides.Descriptor().Capabilities.Dialogs[0].URL)
	fmt.Println(tides.Descriptor().Capabilities.Configurable.URL)
	// Output:
	// https://tides.example.com/dialog/report?message={message.mid}
	// https://tides.example.com/configuration
}

// Somebody else's program tells the add-on, which tells a room and its glance, also when the server is away at the moment.
func ExampleInstallation_Post() {
	tides, err := addon.New(options(), addon.Glance{Key: "tide", Name: "Tide", Icon: hipchat.Icon{URL: "/tide.png"}})
	if err != nil {
		log.Fatal(err)
	}
	tides.Handle("POST /warning/{installation}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, err := tides.Installation(r.Context(), r.PathValue("installation"))
		if errors.Is(err, addon.ErrNotInstalled) {
			http.Error(w, "This installation has been removed", http.StatusGone)
			return
		}
		if err == nil {
			err = in.Post(r.Context(), hipchat.IDOf(in.RoomID()), hipchat.NotificationRequest{Message: "Flood at 14:00", MessageFormat: "text", Color: "red"})
		}
		if err == nil {
			err = in.UpdateGlance(r.Context(), hipchat.IDOf(in.RoomID()), "tide", addon.Lozenge("<b>14:00</b>", "error", "FLOOD"))
		}
		if err != nil && !errors.Is(err, addon.ErrUnsupported) { // a server of before 2.0 has no glances
			http.Error(w, "Try again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	w := httptest.NewRecorder()
	tides.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/warning/nobody", nil))
	fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	// Output: 410 This installation has been removed
}

// People let the add-on act for them: they are sent to their server's consent page, and come back with a code.
func ExampleInstallation_Person() {
	o := options()
	o.RedirectURLs = []string{o.BaseURL + "/back"}
	tides, err := addon.New(o)
	if err != nil {
		log.Fatal(err)
	}
	back := o.RedirectURLs[0]
	tides.Handle("GET /back", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The state was made by in.AuthorizeURL(back, state, hipchat.ScopeSendMessage): a random text, remembered with the installation and the
		// person's session.
		id, known := "the installation of the state", r.FormValue("state") == "remembered"
		if !known {
			http.Error(w, "Begin again from the chat", http.StatusForbidden)
			return
		}
		in, err := tides.Installation(r.Context(), id)
		if err == nil {
			var person *hipchat.Client
			if person, _, err = in.Person(r.Context(), back, r.FormValue("code")); err == nil {
				_, err = person.SendMessage(r.Context(), hipchat.IDOf(in.RoomID()), "I am going to the harbour")
			}
		}
		if err != nil {
			http.Error(w, "The chat did not agree", http.StatusBadGateway)
		}
	}))
	w := httptest.NewRecorder()
	tides.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/back?code=x&state=guessed", nil))
	fmt.Println(tides.Descriptor().Capabilities.OAuth2.RedirectionURLs, w.Code)
	// Output: [https://tides.example.com/back] 403
}
