package format

import "net/http"

// Slack reads what Slack's API takes as a message, whose sender need not be recognised: an object with text, blocks,
// attachments and username. What says nothing at all is ErrEmpty.
func Slack(object []byte) (*Message, error) {
	d := read(Request{Header: http.Header{}, Body: object})
	m := saySlack(d)
	if m.Blank() {
		return nil, ErrEmpty
	}
	m.Format, m.Why = "slack", "Slack's API"
	return m, nil
}

// SlackText is a text with Slack's markup as people read it.
func SlackText(s string) string { return plain(mrkdwn(text(s))) }
