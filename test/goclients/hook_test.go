package goclients_test

import (
	"testing"
	"time"

	"github.com/go-kit/kit/log"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/types"
	commoncfg "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/slack-go/slack"

	"github.com/stoachat/stoa/test/process"
)

// Senders that know nothing of HipChat post to a room's address for other tools, unmodified.
func TestSendersOfSlackAndAlertsPostToTheHook(t *testing.T) {
	s := process.Start(t, process.Config{})
	address := s.URL + "/hook/" + room(t, s, "Ops")
	ctx := notify.WithGroupLabels(notify.WithReceiverName(t.Context(), "ops"), model.LabelSet{"alertname": "DiskFull"})
	ctx = notify.WithGroupKey(ctx, `{}:{alertname="DiskFull"}`)
	for _, c := range []struct {
		name string
		send func() error
		want notification
	}{
		{"slack-go's text", func() error {
			return slack.PostWebhook(address, &slack.WebhookMessage{Text: "build *512* <https://ci.example.test|passed>"})
		},
			notification{`build <b>512</b> <a href="https://ci.example.test">passed</a>`, "gray", "html"}},
		{"slack-go's blocks", func() error {
			header := slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, "Deploy", false, false))
			section := slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "_api_ is out", false, false), nil, nil)
			return slack.PostWebhook(address, &slack.WebhookMessage{Blocks: &slack.Blocks{BlockSet: []slack.Block{header, section}}})
		}, notification{"<b>Deploy</b><br><i>api</i> is out", "gray", "html"}},
		{"slack-go's attachment", func() error {
			return slack.PostWebhook(address, &slack.WebhookMessage{Attachments: []slack.Attachment{{Color: "good", Title: "Tests", Text: "all passed"}}})
		}, notification{"<b>Tests</b><br>all passed", "green", "html"}},
		{"Alertmanager's webhook", func() error {
			conf := config.DefaultWebhookConfig
			conf.URL, conf.HTTPConfig = endpoint(t, address), &commoncfg.HTTPClientConfig{}
			_, err := notify.NewWebhook(&conf, templates(t), log.NewNopLogger()).Notify(ctx, &types.Alert{Alert: alert(time.Hour)})
			return err
		}, notification{`<b>[FIRING] <a href="http://am.example.test">DiskFull</a></b><br>DiskFull`, "red", "html"}},
		{"Alertmanager's messages to Slack", func() error {
			conf := config.DefaultSlackConfig
			url := config.SecretURL(*endpoint(t, address))
			conf.APIURL, conf.HTTPConfig = &url, &commoncfg.HTTPClientConfig{}
			_, err := notify.NewSlack(&conf, templates(t), log.NewNopLogger()).Notify(ctx, &types.Alert{Alert: alert(time.Hour)})
			return err
		}, notification{`<b><a href="http://am.example.test/#/alerts?receiver=ops">[FIRING:1] DiskFull (97% &amp; rising critical)</a></b>`, "red", "html"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.send(); err != nil {
				t.Fatal(err)
			}
			if got := last(t, s, "Ops"); got != c.want {
				t.Errorf("the room shows %+v, want %+v", got, c.want)
			}
		})
	}
}
