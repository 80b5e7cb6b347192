package apiv1_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
)

// The requests 17 to 21 as real clients sent them. spec: client-quirks, 5.
func TestGoldenRequestsAreAnsweredByteForByte(t *testing.T) {
	w := newWorld(t)
	form := []string{"Content-Type: application/x-www-form-urlencoded"}
	for _, c := range []struct {
		number      int
		line        string
		head        []string
		body, want  string
		posts, from string
	}{
		{17, "POST /v1/rooms/message", form, "auth_token={A}&room_id={room}&from=My Bot&color=green&message_format=html" +
			"&message=a%20%3Cbr%20%2F%3E&notify=1", `{"status":"sent"}`, "a <br>", "My Bot"},
		{18, "POST /v1/rooms/message", []string{"Content-Type: multipart/form-data; boundary=----c0ffee"}, phpForm("----c0ffee"),
			`{"status":"sent"}`, "from php", "PHP"},
		{19, "POST /v1/rooms/create?name=N&owner_user_id={ada}&privacy=public&guest_access=0&auth_token={A}", nil, "",
			`{"room":{"room_id":2,"name":"N","topic":"","last_active":0,"created":1425460500,"owner_user_id":{ada},` +
				`"is_archived":false,"is_private":false,"guest_access_url":null,"xmpp_jid":"1_n@conf.chat.example.org"}}`, "", ""},
		{20, "POST /v1/rooms/message?auth_token={A}", form, "room_id=Ops+Room&from=Ansible&message=x&message_format=text" +
			"&color=green&api=http%3A%2F%2FHOST%2Fv1&notify=1", `{"status":"sent"}`, "x", "Ansible"},
		{21, "GET /v1/users/show?user_id=ada%40example.test&format=json&auth_token={A}", nil, "",
			`{"user":{"user_id":{ada},"name":"Ada Brook","mention_name":"AdaB","email":"ada@example.test","title":"",` +
				`"photo_url":"https://chat.example.org/img/silhouette_125.png","last_active":0,"created":1425460500,` +
				`"status":"offline","status_message":"","timezone":"Europe/Stockholm","is_group_admin":0,"is_deleted":0}}`, "", ""},
	} {
		t.Run(fmt.Sprint(c.number), func(t *testing.T) {
			fill := strings.NewReplacer("{A}", w.admin, "{room}", fmt.Sprint(w.room.ID), "{ada}", fmt.Sprint(w.ada.ID))
			body := fill.Replace(c.body)
			head := append([]string{fill.Replace(c.line) + " HTTP/1.1", "Host: chat", "Connection: close"}, c.head...)
			if strings.HasPrefix(c.line, "POST") {
				head = append(head, fmt.Sprint("Content-Length: ", len(body)))
			}
			_, answer := w.raw(t, strings.Join(head, "\r\n")+"\r\n\r\n"+body)
			answer.is(t, 200, fill.Replace(c.want))
			if c.posts == "" {
				return
			}
			e := w.last(t)
			if strings.TrimSpace(e.Body) != c.posts || e.Sender != c.from || e.Color != "green" || !e.Notify {
				t.Errorf("posted %+v", e)
			}
			if e.Kind != chat.KindNotification || e.UserID != 0 {
				t.Errorf("posted as %s of user %d", e.Kind, e.UserID)
			}
		})
	}
}

// phpForm is what PHP's cURL makes of an array.
func phpForm(boundary string) string {
	var b strings.Builder
	for _, part := range [][2]string{
		{"room_id", "{room}"}, {"from", "PHP"}, {"message", "from php"}, {"notify", "1"}, {"color", "green"},
		{"message_format", "html"}, {"format", "json"}, {"auth_token", "{A}"},
	} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, part[0], part[1])
	}
	return b.String() + "--" + boundary + "--\r\n"
}
