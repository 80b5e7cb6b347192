package apiv1_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func TestUsersAreShownByIDAndAddress(t *testing.T) {
	w := newWorld(t)
	byID := w.get(t, "users/show", "user_id", fmt.Sprint(w.ada.ID)).is(t, 200)
	w.get(t, "users/show", "user_id", "ADA@example.test").is(t, 200, byID.body)
	w.get(t, "users/show", "user_id", "99").is(t, 404, failure("404", "Not Found", "User not found: User '99' not found"))
	w.get(t, "users/show").is(t, 400, failure("400", "Bad Request", "Missing parameter: user_id"))
}

func TestDeletedUsersAreListedWhenAskedFor(t *testing.T) {
	w := newWorld(t)
	gone := true
	_, err := w.store.UpdateUser(t.Context(), w.ada.ID, chat.UserPatch{Deleted: &gone})
	must(t, err)
	for flag, want := range map[string][]string{"": {"Olga Owner 1 0"}, "0": {"Olga Owner 1 0"}, "1": {"Olga Owner 1 0", "Ada Brook 0 1"}} {
		var list struct {
			Users []struct {
				Name         string
				IsGroupAdmin int `json:"is_group_admin"`
				IsDeleted    int `json:"is_deleted"`
			}
		}
		w.get(t, "users/list", "include_deleted", flag).is(t, 200).decode(t, &list)
		got := []string{}
		for _, u := range list.Users {
			got = append(got, fmt.Sprint(u.Name, " ", u.IsGroupAdmin, " ", u.IsDeleted))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("include_deleted=%s (-want +got):\n%s", flag, diff)
		}
	}
}

type madeUser struct {
	User struct {
		UserID       int64  `json:"user_id"`
		MentionName  string `json:"mention_name"`
		Created      any
		Status       string
		Timezone     string
		IsGroupAdmin int `json:"is_group_admin"`
		Password     string
	}
}

// spec: rest-v1, 6.2
func TestACreatedUserGetsAPasswordThatWorks(t *testing.T) {
	w := newWorld(t)
	passwords := auth.NewPasswords(w.store, auth.Cheap, nil)
	var made madeUser
	w.get(t, "users/create", "email", "bo@example.test", "name", "Bo Lindqvist", "is_group_admin", "true").is(t, 200).decode(t, &made)
	u := made.User
	if u.MentionName != "BoLindqvist" || u.Created != false || u.Status != "offline" || u.Timezone != "UTC" || u.IsGroupAdmin != 1 {
		t.Errorf("shown as %+v", u)
	}
	if signedIn, err := passwords.Check(t.Context(), "bo@example.test", u.Password); err != nil || signedIn.ID != u.UserID {
		t.Errorf("the password that was made up does not work: %v", err)
	}
	if again := w.get(t, "users/show", "user_id", "bo@example.test").is(t, 200); strings.Contains(again.body, "password") {
		t.Errorf("the password is shown again: %s", again.body)
	}

	made = madeUser{}
	w.get(t, "users/create", "email", "cy@example.test", "name", "Cy", "mention_name", "@cyd", "password", "correct horse",
		"timezone", "US/Central", "title", "Plumber").is(t, 200).decode(t, &made)
	if u := made.User; u.MentionName != "cyd" || u.Timezone != "US/Central" || u.IsGroupAdmin != 0 || u.Password != "" {
		t.Errorf("shown as %+v", u)
	}
	if _, err := passwords.Check(t.Context(), "cy@example.test", "correct horse"); err != nil {
		t.Errorf("the password that was given does not work: %v", err)
	}
}

func TestUsersThatCannotBeAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		change [2]string
		want   string
	}{
		{[2]string{"email", ""}, "Missing parameter: email"},
		{[2]string{"name", ""}, "Missing parameter: name"},
		{[2]string{"name", strings.Repeat("x", 51)}, "Name must be between 1 and 50 characters."},
		{[2]string{"email", "ada@example.test"}, "Email already in use"},
		{[2]string{"email", "nobody"}, "Email must be an e-mail address."},
		{[2]string{"mention_name", "a b"}, `Mention name must match ^[\\w.-]{1,50}$`},
		{[2]string{"mention_name", "adab"}, "Another user has the mention name 'adab'"},
		{[2]string{"timezone", "Atlantis"}, "Timezone must be a name of the tz database, such as Europe/Stockholm."},
		{[2]string{"title", strings.Repeat("x", 201)}, "Title must have at most 200 characters."},
		{[2]string{"is_group_admin", "yes"}, "Is group admin must be 0 or 1."},
		{[2]string{"password", "short"}, "Password must have at least 8 characters."},
	} {
		params := []string{"email", "new@example.test", "name", "New", "password", "long enough", c.change[0], c.change[1]}
		w.get(t, "users/create", params...).is(t, 400, failure("400", "Bad Request", c.want))
	}
}

func TestMethodsThatAreNotThereAreNotFound(t *testing.T) {
	w := newWorld(t)
	for _, method := range []string{"users/invite", "rooms", "rooms/list/1", "Rooms/list"} {
		w.get(t, method, "user_id", "2").is(t, 404, failure("404", "Not Found", "No such method: "+method))
	}
}
