package main

import "testing"

func TestAnAddressIsAskedFor(t *testing.T) {
	if notify("", "0123456789012345678901234567890123456789", "Ops", "x") == nil {
		t.Error("sent to https://api.hipchat.com")
	}
}
