package hipchat_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

// spec: rest-v2, 1.6
func TestAWalkFollowsTheLinksAndKeepsTheToken(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another server was asked %s with %q", r.URL, r.Header.Get("Authorization"))
	}))
	defer stranger.Close()
	var asked []string
	c, _ := client(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		start, _ := strconv.Atoi(r.URL.Query().Get("start-index"))
		list := hipchat.List[hipchat.RoomStub]{Items: []hipchat.RoomStub{{ID: int64(start + 1)}, {ID: int64(start + 2)}}}
		if start < 4 {
			list.Links.Next = stranger.URL + "/v2/room?include-archived=true&max-results=2&start-index=" + strconv.Itoa(start+2)
		}
		_ = json.NewEncoder(w).Encode(list)
	})
	var got []int64
	for room, err := range c.Rooms(t.Context(), hipchat.RoomsQuery{Page: hipchat.Page{MaxResults: 2}, Archived: true}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, room.ID)
	}
	if want := []int64{1, 2, 3, 4, 5, 6}; !slices.Equal(got, want) {
		t.Errorf("got %d, want %d", got, want)
	}
	const q = "include-archived=true&max-results=2"
	if want := []string{q, q + "&start-index=2", q + "&start-index=4"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q", asked, want)
	}
}

func TestAWalkEndsAtAnErrorACircleOrWhenNoMoreIsWanted(t *testing.T) {
	asked, circle := 0, false
	c, _ := client(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if asked > 1 && !circle {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, `{"items":[{"id":1},{"id":2}],"links":{"next":"http://%s/v2/user?start-index=2"}}`, r.Host)
	})
	walk := func(enough int) (n int, last error) {
		asked = 0
		for _, err := range c.Users(t.Context(), hipchat.UsersQuery{}) {
			if n++; n == enough || err != nil {
				return n, err
			}
		}
		return n, nil
	}
	if n, err := walk(99); n != 3 || err == nil {
		t.Errorf("after %d: %v", n, err)
	}
	if n, err := walk(1); n != 1 || err != nil || asked != 1 {
		t.Errorf("after %d, asking %d times: %v", n, asked, err)
	}
	circle = true
	if n, err := walk(99); n != 5 || err == nil || asked != 2 {
		t.Errorf("after %d, asking %d times: %v", n, asked, err)
	}
}

// talk is a room in which something is said while its history is read.
type talk struct {
	messages []hipchat.Message // oldest first
	arriving int               // messages that come before each further page
}

func (k *talk) say(at time.Time) {
	k.messages = append(k.messages, hipchat.Message{ID: "m" + strconv.Itoa(len(k.messages)), Date: hipchat.FormatTime(at)})
}

// serve answers as view_room_history does. spec: rest-v2, 4.6
func (k *talk) serve(t *testing.T, asked *[]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		*asked = append(*asked, q.Encode())
		until, err := time.Parse(hipchat.TimeLayout, q.Get("date"))
		if err != nil || q.Get("end-date") != "null" || q.Get("reverse") != "false" {
			t.Errorf("asked %s", q.Encode())
		}
		var found []hipchat.Message
		for _, m := range slices.Backward(k.messages) {
			if at, _ := time.Parse(hipchat.TimeLayout, m.Date); !at.After(until) {
				found = append(found, m)
			}
		}
		start, _ := strconv.Atoi(q.Get("start-index"))
		size, _ := strconv.Atoi(q.Get("max-results"))
		end := min(start+size, len(found))
		list := hipchat.List[hipchat.Message]{Items: found[min(start, end):end]}
		if end < len(found) {
			list.Links.Next = "https://chat.example.org/?" + url.Values{"start-index": {strconv.Itoa(end)}}.Encode()
		}
		_ = json.NewEncoder(w).Encode(list)
		for range k.arriving {
			k.say(time.Now().Add(2 * time.Hour))
		}
	}
}

func TestAWholeHistoryComesNewestFirstWithoutRepeatsOrHoles(t *testing.T) {
	start := time.Date(2016, 4, 19, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		at   func(i int) time.Time
	}{
		{"one after the other", func(i int) time.Time { return start.Add(time.Duration(i) * time.Microsecond) }},
		{"several at a moment", func(i int) time.Time { return start.Add(time.Duration(i/3) * time.Second) }},
		{"all at one moment", func(int) time.Time { return start }},
		{"in the server's future", func(i int) time.Time { return time.Now().Add(time.Hour + time.Duration(i)*time.Second) }},
	} {
		for _, arriving := range []int{0, 3} {
			for _, size := range []int{1, 2, 4, 5, 20} {
				t.Run(fmt.Sprint(tt.name, " ", arriving, " ", size), func(t *testing.T) {
					k := &talk{arriving: arriving}
					var want []string
					for i := range 20 {
						k.say(tt.at(i))
						want = append(want, k.messages[i].ID)
					}
					slices.Reverse(want)
					var asked []string
					c, _ := client(t, k.serve(t, &asked))
					var got []string
					for m, err := range c.RoomMessages(t.Context(), "Ops", hipchat.HistoryQuery{Page: hipchat.Page{MaxResults: size}}) {
						if err != nil {
							t.Fatal(err)
						}
						if n, _ := strconv.Atoi(strings.TrimPrefix(m.ID, "m")); n < 20 { // later ones need not be seen
							got = append(got, m.ID)
						}
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Error(diff)
					}
					if len(asked) > 45 {
						t.Errorf("asked %d times", len(asked))
					}
				})
			}
		}
	}
}
