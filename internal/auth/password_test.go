package auth_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// away is a directory that does not answer.
type away struct{}

func (away) SignIn(context.Context, string, string) (chat.User, string, error) {
	return chat.User{}, "", chat.Errorf(chat.Unreachable, "it does not answer")
}

func (away) Keeper(context.Context, int64) (string, error) { return "", nil }

func TestGuessesCountAlsoWhileADirectoryDoesNotAnswer(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, storetest.SQLite(t))
	passwords := auth.NewPasswords(db, auth.Cheap, nil)
	hash, err := passwords.Hash(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	const email = "ada@example.test"
	if _, err := db.CreateUser(ctx, chat.User{Name: "Ada", MentionName: "ada", Email: email, Timezone: "UTC"}, hash); err != nil {
		t.Fatal(err)
	}
	passwords.Asking(away{})
	check := func(password string) error {
		_, err := passwords.Check(ctx, email, password)
		return err
	}
	for range 12 { // right ones do not count
		if err := check("correct horse"); err != nil {
			t.Fatal(err)
		}
	}
	var refused *chat.Error
	for range 10 {
		if err := check("a guess"); !errors.As(err, &refused) || refused.Code != chat.Unreachable {
			t.Fatalf("a guess: %v", err)
		}
	}
	if err := check("correct horse"); !errors.As(err, &refused) || refused.Code != chat.TooMany {
		t.Errorf("after ten guesses: %v", err)
	}
}
