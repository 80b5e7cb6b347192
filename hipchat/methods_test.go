package hipchat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/reference"
)

// TestEveryDocumentedMethodHasOneOfTheClient calls each by the vendor's name against a server that has all documented
// routes and refuses everything with the name of the route it took.
func TestEveryDocumentedMethodHasOneOfTheClient(t *testing.T) {
	mux := http.NewServeMux()
	refuse := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_ = json.NewEncoder(w).Encode(hipchat.ErrorBody{Error: &hipchat.Error{Message: name}})
		}
	}
	var v1, v2 []string
	for _, d := range reference.All() {
		switch {
		case d.LeftOut != "" || d.Name == "" || d.Verb == http.MethodHead: // HEAD has no body to refuse with
		case strings.HasPrefix(d.Path, "/v1/"):
			mux.HandleFunc(d.Path, refuse(d.Name))
			v1 = append(v1, d.Name)
		default:
			mux.HandleFunc(d.Verb+" "+d.Path, refuse(d.Name))
			v2 = append(v2, d.Name)
		}
	}
	s := httptest.NewServer(mux)
	defer s.Close()
	c2, err := hipchat.NewClient(s.URL, hipchat.WithToken("T"))
	if err != nil {
		t.Fatal(err)
	}
	c1, err := hipchat.NewV1Client(s.URL, hipchat.WithToken("T"))
	if err != nil {
		t.Fatal(err)
	}
	checkMethods(t, reflect.ValueOf(c2), v2)
	checkMethods(t, reflect.ValueOf(c1), v1)
}

func checkMethods(t *testing.T, client reflect.Value, names []string) {
	t.Helper()
	for _, name := range names {
		method := client.MethodByName(goName(name))
		if !method.IsValid() {
			t.Errorf("no method for %s", name)
			continue
		}
		results := method.Call(someArguments(method.Type()))
		err, _ := results[len(results)-1].Interface().(error)
		var e *hipchat.Error
		if !errors.As(err, &e) || e.Message != name || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// goName is the method for a vendor's page: send_room_notification is SendRoomNotification, rooms/message is RoomsMessage.
func goName(page string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(page, func(r rune) bool { return r == '_' || r == '/' }) {
		if word == "ui" {
			word = "UI"
		}
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// someArguments are values that every method takes.
func someArguments(method reflect.Type) []reflect.Value {
	var in []reflect.Value
	for i := range method.NumIn() {
		if method.IsVariadic() && i == method.NumIn()-1 {
			break
		}
		v := reflect.New(method.In(i)).Elem()
		switch v.Interface().(type) {
		case hipchat.Upload:
			v.Set(reflect.ValueOf(hipchat.Upload{Name: "a.txt", Content: strings.NewReader("a")}))
		}
		switch v.Kind() {
		case reflect.Interface:
			v.Set(reflect.ValueOf(context.Background()))
		case reflect.String:
			v.SetString("7")
		case reflect.Int64:
			v.SetInt(7)
		case reflect.Struct:
			if key := v.FieldByName("Key"); key.IsValid() {
				key.SetString("key")
			}
		}
		in = append(in, v)
	}
	return in
}

// spec: rest-v2, 1.1, 1.4; client-quirks, T3, T5
func TestAddressesAreMadeFromWhateverTheServerAndTheRoomAreCalled(t *testing.T) {
	for _, tt := range []struct{ base, room, want string }{
		{"", "Ops", "/v2/room/Ops/statistics"},
		{"/", "a/b #1", "/v2/room/a%2Fb%20%231/statistics"},
		{"/chat/", "7", "/chat/v2/room/7/statistics"},
		{"/chat//", "100%", "/chat/v2/room/100%25/statistics"},
		{"/v2", "Bücher?", "/v2/room/B%C3%BCcher%3F/statistics"},
		{"/x/v2/", "a+b", "/x/v2/room/a+b/statistics"},
		{"/a%2Fb", "r", "/a%2Fb/v2/room/r/statistics"},
		{"", "...", "/v2/room/.../statistics"},
		{"", "", ""},
		{"", ".", ""},
		{"", "..", ""},
	} {
		t.Run(fmt.Sprintf("%q at %q", tt.room, tt.base), func(t *testing.T) {
			var got string
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = r.RequestURI
				fmt.Fprint(w, `{}`)
			}))
			defer s.Close()
			c, err := hipchat.NewClient(s.URL + tt.base)
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.GetRoomStatistics(t.Context(), hipchat.ID(tt.room))
			if got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("asked %q, want %q; %v", got, tt.want, err)
			}
		})
	}
	for _, base := range []string{"", "chat.example.org", "ftp://chat.example.org", "https://", "https://u:p@chat.example.org", "https://chat.example.org?a=b", "https://chat.example.org#a"} {
		if _, err := hipchat.NewClient(base); err == nil {
			t.Errorf("NewClient(%q) does not refuse", base)
		}
	}
}

func TestPeopleAreNamedByNumberAddressOrMention(t *testing.T) {
	var got []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.URL.EscapedPath())
		fmt.Fprint(w, `{}`)
	}))
	defer s.Close()
	c, err := hipchat.NewClient(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []hipchat.ID{hipchat.IDOf(41), "ada@example.test", "@AdaB"} {
		if _, err := c.ViewUser(t.Context(), user); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"/v2/user/41", "/v2/user/ada@example.test", "/v2/user/@AdaB"}; !reflect.DeepEqual(got, want) {
		t.Errorf("asked %q, want %q", got, want)
	}
}
