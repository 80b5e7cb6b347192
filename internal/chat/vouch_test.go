package chat_test

import (
	"strconv"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
)

func TestNoDirectoryBringsBackWhomAnAdministratorDeactivated(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	there := chat.Vouch{Origin: "directory", Subject: "1", By: "The directory", Name: "Eve", Email: "eve@example.test", Create: true, Seen: true}
	eve, err := h.Vouched(ctx, there)
	if err != nil {
		t.Fatal(err)
	}
	ref := strconv.FormatInt(eve.ID, 10)
	gone, err := h.IdentitiesOf(ctx, "directory")
	if err != nil || len(gone) != 1 {
		t.Fatal(gone, err)
	}
	if err := h.Depart(ctx, gone[0]); err != nil {
		t.Fatal(err)
	}
	if eve, err = h.Vouched(ctx, there); err != nil || eve.Deleted {
		t.Fatalf("who is in the directory again is not back: %v", err)
	}
	if err := h.Depart(ctx, gone[0]); err != nil {
		t.Fatal(err)
	}
	if err := h.RestoreUser(ctx, h.owner, ref); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Vouched(ctx, there); err != nil {
		t.Fatal(err)
	}
	if err := h.DeleteUser(ctx, h.owner, ref); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Vouched(ctx, there); code(t, err) != chat.Forbidden {
		t.Errorf("the directory opened the account: %v", err)
	}
}
