package apiv1_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// spec: rest-v1, 6.2
func TestAnUpdateChangesOnlyWhatIsGiven(t *testing.T) {
	w := newWorld(t)
	was, err := w.store.User(t.Context(), w.ada.ID)
	must(t, err)
	for _, c := range []struct {
		params []string
		change func(*chat.User)
	}{
		{nil, func(*chat.User) {}},
		{[]string{"name", "Ada B"}, func(u *chat.User) { u.Name = "Ada B" }},
		{[]string{"title", "Plumber"}, func(u *chat.User) { u.Title = "Plumber" }},
		{[]string{"name", "", "mention_name", "", "email", "", "timezone", "", "is_group_admin", ""}, func(*chat.User) {}},
		{[]string{"title", ""}, func(u *chat.User) { u.Title = "" }},
		{[]string{"mention_name", "@ab"}, func(u *chat.User) { u.MentionName = "ab" }},
		{[]string{"email", "ab@example.test"}, func(u *chat.User) { u.Email = "ab@example.test" }},
		{[]string{"timezone", "US/Central"}, func(u *chat.User) { u.Timezone = "US/Central" }},
		{[]string{"is_group_admin", "true"}, func(u *chat.User) { u.Admin = true }},
		{[]string{"name", "Ada Brook"}, func(u *chat.User) { u.Name = "Ada Brook" }}, // still an administrator
		{[]string{"is_group_admin", "0"}, func(u *chat.User) { u.Admin = false }},
	} {
		c.change(&was)
		w.get(t, "users/update", append([]string{"user_id", fmt.Sprint(w.ada.ID)}, c.params...)...).is(t, 200)
		now, err := w.store.User(t.Context(), w.ada.ID)
		must(t, err)
		was.Version = now.Version
		if diff := cmp.Diff(was, now); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.params, diff)
		}
	}
}

func TestAnUpdateAnswersTheUserAndSetsThePassword(t *testing.T) {
	w := newWorld(t)
	passwords := auth.NewPasswords(w.store, auth.Cheap, nil)
	shown := w.get(t, "users/update", "user_id", "ada@example.test", "password", "correct horse").is(t, 200)
	w.get(t, "users/show", "user_id", "ada@example.test").is(t, 200, shown.body)
	if _, err := passwords.Check(t.Context(), "ada@example.test", "correct horse"); err != nil {
		t.Errorf("the new password: %v", err)
	}
	w.get(t, "users/update", "user_id", "ada@example.test", "title", "Plumber", "format", "xml").is(t, 200,
		`<?xml version="1.0" encoding="utf-8"?>`+"\n"+`<user><user_id>2</user_id><name>Ada Brook</name><mention_name>AdaB</mention_name>`+
			`<email>ada@example.test</email><title>Plumber</title><photo_url>https://chat.example.org/img/silhouette_125.png</photo_url>`+
			`<last_active>0</last_active><created>1425460500</created><status>offline</status><status_message/>`+
			`<timezone>Europe/Stockholm</timezone><is_group_admin>0</is_group_admin><is_deleted>0</is_deleted></user>`)
}

func TestUpdatesThatCannotBeAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		params []string
		status string
		want   string
	}{
		{nil, "400 Bad Request", "Missing parameter: user_id"},
		{[]string{"user_id", "99"}, "404 Not Found", "User not found: User '99' not found"},
		{[]string{"user_id", "2", "email", "olga@example.test"}, "400 Bad Request", "Email already in use"},
		{[]string{"user_id", "2", "email", "nobody"}, "400 Bad Request", "Email must be an e-mail address."},
		{[]string{"user_id", "2", "mention_name", "olgaowner"}, "400 Bad Request", "Another user has the mention name 'olgaowner'"},
		{[]string{"user_id", "2", "timezone", "Mars"}, "400 Bad Request", "Timezone must be a name of the tz database, such as Europe/Stockholm."},
		{[]string{"user_id", "2", "is_group_admin", "yes"}, "400 Bad Request", "Is group admin must be 0 or 1."},
		{[]string{"user_id", "2", "password", "short"}, "400 Bad Request", "Password must have at least 8 characters."},
		{[]string{"user_id", "1", "name", "Olga"}, "401 Unauthorized", "The profile of the group's owner cannot be changed with a token"},
	} {
		code, reason := c.status[:3], c.status[4:]
		a := w.get(t, "users/update", c.params...)
		if fmt.Sprint(a.status) != code {
			t.Errorf("%v: %d %s", c.params, a.status, a.body)
			continue
		}
		a.is(t, a.status, failure(code, reason, c.want))
	}
}

func TestADeletedUserComesBackWithThePasswordOfBefore(t *testing.T) {
	w := newWorld(t)
	passwords := auth.NewPasswords(w.store, auth.Cheap, nil)
	w.get(t, "users/update", "user_id", "2", "password", "correct horse").is(t, 200)
	signIn := func() error {
		_, err := passwords.Check(t.Context(), "ada@example.test", "correct horse")
		return err
	}
	must(t, signIn())
	w.get(t, "users/delete", "user_id", "ADA@example.test").is(t, 200, `{"deleted":true}`)
	if signIn() == nil {
		t.Error("who was deleted can sign in")
	}
	w.get(t, "users/update", "user_id", "2", "name", "X").is(t, 400, failure("400", "Bad Request", "Ada Brook was deleted, and deleted users cannot be changed"))
	w.get(t, "users/undelete", "user_id", "ada@example.test").is(t, 200, `{"undeleted":true}`)
	must(t, signIn())
	w.get(t, "users/undelete", "user_id", "2", "format", "xml").is(t, 200, `<?xml version="1.0" encoding="utf-8"?>`+"\n"+`<undeleted>1</undeleted>`)
	w.get(t, "users/delete", "user_id", "2", "format", "xml").is(t, 200, `<?xml version="1.0" encoding="utf-8"?>`+"\n"+`<deleted>1</deleted>`)
	w.get(t, "users/delete", "user_id", "1").is(t, 401, failure("401", "Unauthorized", "The group's owner cannot be deleted"))
	for _, method := range []string{"users/delete", "users/undelete"} {
		w.get(t, method, "user_id", "99").is(t, 404, failure("404", "Not Found", "User not found: User '99' not found"))
		w.get(t, method).is(t, 400, failure("400", "Bad Request", "Missing parameter: user_id"))
	}
	var made madeUser
	w.get(t, "users/create", "email", "ada@example.test", "name", "Ada Again").is(t, 200).decode(t, &made)
	if made.User.UserID != w.ada.ID || made.User.MentionName != "AdaB" || made.User.Password == "" {
		t.Errorf("created again as %+v", made.User)
	}
}
