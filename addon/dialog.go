package addon

import (
	"encoding/json"

	"github.com/stoachat/stoa/hipchat"
)

// DialogOptions say how a dialog looks. spec: connect, 2.3; connect-js, 9.4.
type DialogOptions struct {
	Size          string // small, medium, large, xlarge; or Width and Height
	Width, Height string // with px or %
	Warning       bool   // it looks like one
	Hint          string // at the bottom
	Filter        string // what stands in the box for filtering while it is empty; empty: no box
	Primary       *Button
	Secondary     []Button // nil: one that closes the dialog; empty: none
}

// Button stands at the bottom of a dialog. What the page does when it is clicked: connect-js, 6.
type Button struct {
	Name     string
	Key      string // the page is told it
	Disabled bool   // until the page says otherwise
}

// MarshalJSON writes the button as the descriptor has it.
func (b Button) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name    hipchat.Text `json:"name"`
		Key     string       `json:"key,omitempty"`
		Enabled bool         `json:"enabled"`
	}{hipchat.Text{Value: b.Name}, b.Key, !b.Disabled})
}

// json is what the descriptor says, nil where it says nothing.
func (o DialogOptions) json() (json.RawMessage, error) {
	m := make(map[string]any)
	switch {
	case o.Size != "":
		m["size"] = o.Size
	case o.Width != "" || o.Height != "":
		m["size"] = map[string]string{"width": o.Width, "height": o.Height}
	}
	if o.Warning {
		m["style"] = "warning"
	}
	if o.Hint != "" {
		m["hint"] = hipchat.Text{Value: o.Hint}
	}
	if o.Filter != "" {
		m["filter"] = map[string]any{"placeholder": hipchat.Text{Value: o.Filter}}
	}
	if o.Primary != nil {
		m["primaryAction"] = o.Primary
	}
	if o.Secondary != nil {
		m["secondaryActions"] = o.Secondary
	}
	if len(m) == 0 {
		return nil, nil
	}
	return json.Marshal(m)
}
