package hipchat_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

// spec: rest-v2, 3.1, 3.3, 3.4
func TestACardGoesThereAndBack(t *testing.T) {
	want := hipchat.Card{
		Style: "application", ID: "incident-77", Title: "Queue depth above threshold", Format: "medium", URL: "https://ops.example.org/i/77",
		Description: &hipchat.CardDescription{Value: "Depth <b>18 201</b>", Format: "html"},
		Icon:        &hipchat.CardIcon{URL: "https://ops.example.org/i.png"},
		Thumbnail:   &hipchat.CardThumbnail{URL: "https://ops.example.org/t.png", Width: 640, Height: 360},
		Activity:    &hipchat.CardActivity{HTML: "<b>Ines</b> opened incident 77", Icon: &hipchat.CardIcon{URL: "https://ops.example.org/a.png"}},
		Attributes:  []hipchat.CardAttribute{{Label: "Severity", Value: hipchat.CardValue{Label: "high", Style: "lozenge-error"}}},
	}
	text, err := want.JSON()
	if err != nil {
		t.Fatal(err)
	}
	got, err := hipchat.Message{Card: string(text)}.ReadCard()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got, err = hipchat.Message{Card: `{"style":"link","id":"1","title":"t","description":"older","icon":"https://a.test/i"}`}.ReadCard()
	if err != nil || got.Description.Value != "older" || got.Icon.URL != "https://a.test/i" {
		t.Errorf("%+v, %v", got, err)
	}
	var bad *hipchat.Violation
	if _, err := (hipchat.Card{Style: "link", ID: "1"}).JSON(); !errors.As(err, &bad) || bad.Field != "card.title" {
		t.Errorf("%v", err)
	}
	if _, err := (hipchat.Message{}).ReadCard(); err == nil {
		t.Error("a card out of nothing")
	}
}

// spec: rest-v2, 1.9
func TestAMessageKnowsItsMoment(t *testing.T) {
	for date, want := range map[string]string{
		"2016-04-19T10:31:07.604218+02:00": "2016-04-19T08:31:07.604218Z",
		"2016-04-19T08:31:07+00:00":        "2016-04-19T08:31:07Z",
	} {
		at, err := hipchat.Message{Date: date}.Time()
		if got := at.UTC().Format("2006-01-02T15:04:05.999999Z07:00"); err != nil || got != want {
			t.Errorf("%s is %s, %v", date, got, err)
		}
	}
	if _, err := (hipchat.Message{Date: "yesterday"}).Time(); err == nil {
		t.Error("no error")
	}
}
