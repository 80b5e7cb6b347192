package goclients_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/stoachat/stoa/test/process"
)

// slack-go is given this server's address instead of Slack's, and nothing else.
func TestSlackGoUsesTheMethodsOfSlacksAPI(t *testing.T) {
	s := process.Start(t, process.Config{})
	api := slack.New(room(t, s, "Ops"), slack.OptionAPIURL(s.URL+"/slack/api/"))
	who, err := api.AuthTestContext(t.Context())
	if err != nil || who.User != "CI" {
		t.Fatalf("%+v, %v", who, err)
	}
	list, next, err := api.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{})
	if err != nil || next != "" || len(list) != 1 || list[0].Name != "Ops" {
		t.Fatalf("%+v, %q, %v", list, next, err)
	}
	channel, ts, err := api.PostMessageContext(t.Context(), "#ops", slack.MsgOptionText("build *512* passed", false),
		slack.MsgOptionAttachments(slack.Attachment{Color: "good", Text: "all green"}))
	if err != nil || channel != list[0].ID {
		t.Fatalf("%s, %v", channel, err)
	}
	if got, want := last(t, s, "Ops"), (notification{"build <b>512</b> passed<br>all green", "green", "html"}); got != want {
		t.Errorf("the room shows %+v, want %+v", got, want)
	}
	if _, _, _, err := api.UpdateMessageContext(t.Context(), channel, ts, slack.MsgOptionText("build *513* passed", false)); err != nil {
		t.Error(err)
	}
	if got, want := last(t, s, "Ops"), (notification{"build <b>513</b> passed", "gray", "html"}); got != want {
		t.Errorf("the room shows %+v, want %+v", got, want)
	}
	if _, _, err := api.PostMessageContext(t.Context(), channel, slack.MsgOptionText("thanks", false), slack.MsgOptionTS(ts)); err != nil {
		t.Error(err)
	}
	if _, _, err := api.PostMessageContext(t.Context(), "#nowhere", slack.MsgOptionText("x", false)); err == nil || !strings.Contains(err.Error(), "channel_not_found") {
		t.Errorf("%v", err)
	}
	const content = "line 1\nline 2\n"
	file, err := api.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Filename: "build.log", FileSize: len(content), Reader: strings.NewReader(content), Title: "Log", Channel: channel, InitialComment: "the log",
	})
	if err != nil || file.Title != "Log" {
		t.Fatalf("%+v, %v", file, err)
	}
	var shown struct {
		Items []struct {
			Message string
			File    struct{ Name string }
		}
	}
	call(t, s, "GET", "/v2/room/Ops/history", "", &shown)
	if got := shown.Items[len(shown.Items)-1]; got.Message != "the log" || got.File.Name != "build.log" {
		t.Errorf("the room shows %+v", got)
	}
}
