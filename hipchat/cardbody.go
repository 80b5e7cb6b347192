package hipchat

import (
	"encoding/json"
	"errors"
)

// Card is what a notification shows instead of its message where cards can be drawn. Style, ID and Title are required.
// spec: rest-v2, 3.1.
type Card struct {
	Style       string           `json:"style"` // one of CardStyles
	ID          string           `json:"id"`    // the same again: the same card, brought up to date
	Title       string           `json:"title"`
	Format      string           `json:"format,omitempty"` // compact or medium
	URL         string           `json:"url,omitempty"`    // where a click leads
	Description *CardDescription `json:"description,omitempty"`
	Icon        *CardIcon        `json:"icon,omitempty"`
	Thumbnail   *CardThumbnail   `json:"thumbnail,omitempty"`
	Activity    *CardActivity    `json:"activity,omitempty"` // makes the card one line that unfolds
	Attributes  []CardAttribute  `json:"attributes,omitempty"`
	Metadata    json.RawMessage  `json:"metadata,omitempty"` // for the conditions of actions
}

// CardDescription is a card's text.
type CardDescription struct {
	Value  string `json:"value"`
	Format string `json:"format"` // html or text
}

// UnmarshalJSON accepts a bare text, which was the older form.
func (d *CardDescription) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*d = CardDescription{Format: "text"}
		return json.Unmarshal(b, &d.Value)
	}
	type plain CardDescription
	return json.Unmarshal(b, (*plain)(d))
}

// CardIcon is a picture in one or two densities.
type CardIcon struct {
	URL   string `json:"url"`
	URL2x string `json:"url@2x,omitempty"`
}

// UnmarshalJSON accepts a bare URL.
func (i *CardIcon) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*i = CardIcon{}
		return json.Unmarshal(b, &i.URL)
	}
	type plain CardIcon
	return json.Unmarshal(b, (*plain)(i))
}

// CardThumbnail is a preview.
type CardThumbnail struct {
	URL    string `json:"url"`
	URL2x  string `json:"url@2x,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

// CardActivity is the line of a folded card.
type CardActivity struct {
	HTML string    `json:"html"`
	Icon *CardIcon `json:"icon,omitempty"`
}

// CardAttribute is one labelled value.
type CardAttribute struct {
	Label string    `json:"label,omitempty"`
	Value CardValue `json:"value"`
}

// CardValue is an attribute's value.
type CardValue struct {
	Label string    `json:"label"`
	URL   string    `json:"url,omitempty"`
	Style string    `json:"style,omitempty"` // one of LozengeStyles
	Icon  *CardIcon `json:"icon,omitempty"`
}

// JSON is the card as NotificationRequest takes it. A card that the server would refuse is an error, a *Violation.
func (c Card) JSON() (json.RawMessage, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	if bad := CheckCard(b); bad != nil {
		return nil, bad
	}
	return b, nil
}

var errNoCard = errors.New("hipchat: the message has no card")

// ReadCard takes the card out of a message, where it is text.
func (m Message) ReadCard() (c Card, err error) {
	if m.Card == "" {
		return c, errNoCard
	}
	err = json.Unmarshal([]byte(m.Card), &c)
	return c, err
}
