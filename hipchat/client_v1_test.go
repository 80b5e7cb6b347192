package hipchat_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

// spec: rest-v1, 1.2, 1.4, 5, 6
func TestV1SendsWhatItsPagesSay(t *testing.T) {
	text := func(s string) *string { return &s }
	no := false
	for _, tt := range []struct {
		want   string // method, address and form
		answer string
		call   func(context.Context, *hipchat.V1Client) (any, error)
		got    any
	}{
		{"POST /v1/rooms/create auth_token=T&guest_access=1&name=Boiler+Room&owner_user_id=3", `{"room":{"room_id":41,"name":"Boiler Room"}}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return c.RoomsCreate(ctx, hipchat.RoomCreateV1{Name: "Boiler Room", OwnerUserID: "3", GuestAccess: true})
			}, hipchat.RoomV1{RoomID: 41, Name: "Boiler Room"}},
		{"GET /v1/rooms/history?auth_token=T&date=2015-03-04&room_id=41&timezone=Europe%2FOslo ",
			`{"messages":[{"date":"2015-03-04T10:15:00+0100","from":{"name":"Ada","user_id":3},"message":"a"},{"date":"2015-03-04T10:16:00+0100","from":{"name":"Bot","user_id":"api"},"message":"b"}]}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return c.RoomsHistory(ctx, hipchat.HistoryV1{RoomID: "41", Day: time.Date(2015, 3, 4, 23, 0, 0, 0, time.UTC), Timezone: "Europe/Oslo"})
			}, []hipchat.MessageV1{
				{Date: "2015-03-04T10:15:00+0100", From: hipchat.FromV1{Name: "Ada", UserID: "3"}, Message: "a"},
				{Date: "2015-03-04T10:16:00+0100", From: hipchat.FromV1{Name: "Bot", UserID: "api"}, Message: "b"},
			}},
		{"GET /v1/rooms/history?auth_token=T&date=recent&room_id=Ops+Room ", `{"messages":[]}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return c.RoomsHistory(ctx, hipchat.HistoryV1{RoomID: "Ops Room"})
			}, []hipchat.MessageV1{}},
		{"POST /v1/rooms/message auth_token=T&color=green&from=CI&message=a+%26+b&notify=1&room_id=Ops", `{"status":"sent"}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return nil, c.RoomsMessage(ctx, hipchat.MessageSendV1{RoomID: "Ops", From: "CI", Message: "a & b", Color: "green", Notify: true})
			}, nil},
		{"POST /v1/rooms/topic auth_token=T&room_id=Ops&topic=", `{"status":"ok"}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return nil, c.RoomsTopic(ctx, hipchat.TopicV1{RoomID: "Ops"})
			}, nil},
		{"POST /v1/users/create auth_token=T&email=bo%40example.org&name=Bo+L", `{"user":{"user_id":5,"name":"Bo L","created":false,"password":"made up"}}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				u, password, err := c.UsersCreate(ctx, hipchat.UserCreateV1{Email: "bo@example.org", Name: "Bo L"})
				return []any{u, password}, err
			}, []any{hipchat.UserV1{UserID: 5, Name: "Bo L"}, "made up"}},
		{"GET /v1/users/list?auth_token=T&include_deleted=1 ", `{"users":[{"user_id":5,"created":1425000000}]}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) { return c.UsersList(ctx, true) },
			[]hipchat.UserV1{{UserID: 5, Created: 1425000000}}},
		{"GET /v1/users/show?auth_token=T&user_id=bo%40example.org ", `{"user":{"user_id":5,"created":1425000000}}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) { return c.UsersShow(ctx, "bo@example.org") },
			hipchat.UserV1{UserID: 5, Created: 1425000000}},
		{"POST /v1/users/update auth_token=T&is_group_admin=0&title=&user_id=5", `{"user":{"user_id":5}}`,
			func(ctx context.Context, c *hipchat.V1Client) (any, error) {
				return c.UsersUpdate(ctx, hipchat.UserUpdateV1{UserID: "5", Title: text(""), IsGroupAdmin: &no})
			}, hipchat.UserV1{UserID: 5}},
	} {
		t.Run(tt.want, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseForm(); err != nil {
					t.Error(err)
				}
				if got := fmt.Sprintf("%s %s %s", r.Method, r.RequestURI, r.PostForm.Encode()); got != tt.want {
					t.Errorf("sent %s", got)
				}
				fmt.Fprint(w, tt.answer)
			}))
			defer s.Close()
			c, err := hipchat.NewV1Client(s.URL+"/v1/", hipchat.WithToken("T"))
			if err != nil {
				t.Fatal(err)
			}
			got, err := tt.call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.got, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
