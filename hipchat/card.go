package hipchat

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// CardStyles are the styles a card can have. spec: rest-v2, 3.1.
func CardStyles() []string { return []string{"file", "image", "application", "link", "media"} }

// LozengeStyles are the styles of an attribute's value. spec: rest-v2, 3.1.
func LozengeStyles() []string {
	return []string{"lozenge", "lozenge-success", "lozenge-error", "lozenge-current", "lozenge-complete", "lozenge-moved"}
}

// CheckCard tests a card against the schema that the vendor's server printed, with the leniency that shipping
// clients need. raw is JSON. spec: rest-v2, 3.1; client-quirks, B16.
func CheckCard(raw json.RawMessage) *Violation {
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(&v); err != nil {
		return WrongType("card", string(raw), "object")
	}
	card, ok := v.(map[string]any)
	if !ok {
		return WrongType("card", v, "object")
	}
	c := &checker{}
	c.text(card, "card", "style", 1, 16, true)
	c.enum(card, "card", "style", CardStyles())
	c.text(card, "card", "id", 1, 0, true)
	c.text(card, "card", "title", 1, MaxCardTitle, true)
	c.text(card, "card", "format", 1, 25, false)
	c.enum(card, "card", "format", []string{"compact", "medium"})
	c.text(card, "card", "url", 1, 0, false)
	c.description(card["description"])
	c.icon("card.icon", card["icon"])
	c.thumbnail(card["thumbnail"])
	c.activity(card["activity"])
	c.attributes(card["attributes"])
	return c.first
}

// checker keeps the first violation it finds.
type checker struct{ first *Violation }

func (c *checker) fail(v *Violation) {
	if c.first == nil {
		c.first = v
	}
}

func (c *checker) object(field string, v any) (map[string]any, bool) {
	if v == nil {
		return nil, false
	}
	m, ok := v.(map[string]any)
	if !ok {
		c.fail(WrongType(field, v, "object"))
	}
	return m, ok
}

// text checks a string member; max 0 means without an upper limit of its own.
func (c *checker) text(m map[string]any, path, key string, min, max int, required bool) {
	field := path + "." + key
	v, there := m[key]
	if !there || v == nil {
		if required {
			c.fail(Required(field))
		}
		return
	}
	s, ok := v.(string)
	if !ok {
		c.fail(WrongType(field, v, "string"))
		return
	}
	if max == 0 {
		max = len(s)
	}
	if bad := CheckLength(field, s, min, max); bad != nil {
		c.fail(bad)
	}
}

func (c *checker) enum(m map[string]any, path, key string, options []string) {
	if s, ok := m[key].(string); ok && !slices.Contains(options, s) {
		c.fail(NotIn(path+"."+key, s, options))
	}
}

func (c *checker) only(m map[string]any, path string, allowed ...string) {
	for k := range m {
		if !slices.Contains(allowed, k) {
			c.fail(&Violation{Field: path + "." + k, Rule: RuleExtra})
			return
		}
	}
}

func (c *checker) description(v any) {
	const field = "card.description"
	if s, ok := v.(string); ok {
		if bad := CheckLength(field, s, 0, MaxCardDescription); bad != nil {
			c.fail(bad)
		}
		return
	}
	m, ok := c.object(field, v)
	if !ok {
		return
	}
	c.text(m, field, "value", 1, MaxCardDescription, true)
	c.text(m, field, "format", 1, 0, true)
	c.enum(m, field, "format", []string{"html", "text"})
	c.only(m, field, "value", "format")
}

func (c *checker) icon(field string, v any) {
	if _, ok := v.(string); ok {
		return
	}
	if m, ok := c.object(field, v); ok {
		c.text(m, field, "url", 1, 0, true)
		c.text(m, field, "url@2x", 0, 0, false)
	}
}

func (c *checker) thumbnail(v any) {
	const field = "card.thumbnail"
	m, ok := c.object(field, v)
	if !ok {
		return
	}
	c.text(m, field, "url", 1, MaxCardThumbnailURL, true)
	c.text(m, field, "url@2x", 1, MaxCardThumbnailURL, false)
	for _, key := range []string{"width", "height"} {
		if n, there := m[key]; there && n != nil {
			if _, ok := n.(float64); !ok {
				c.fail(WrongType(field+"."+key, n, "number"))
			}
		}
	}
}

func (c *checker) activity(v any) {
	const field = "card.activity"
	if m, ok := c.object(field, v); ok {
		c.text(m, field, "html", 1, 0, true)
		c.icon(field+".icon", m["icon"])
		c.only(m, field, "html", "icon")
	}
}

func (c *checker) attributes(v any) {
	const field = "card.attributes"
	if v == nil {
		return
	}
	list, ok := v.([]any)
	if !ok {
		c.fail(WrongType(field, v, "array"))
		return
	}
	if len(list) == 0 {
		c.fail(&Violation{Field: field, Rule: RuleMinLength, Value: list, Limit: 1})
	}
	if len(list) > MaxCardAttributes {
		c.fail(&Violation{Field: field, Rule: RuleMaxLength, Value: list, Limit: MaxCardAttributes})
	}
	for i, item := range list {
		at := field + "." + strconv.Itoa(i)
		m, ok := c.object(at, item)
		if !ok {
			continue
		}
		c.text(m, at, "label", 1, 50, false)
		value, ok := c.object(at+".value", m["value"])
		if !ok {
			c.fail(Required(at + ".value"))
			continue
		}
		c.text(value, at+".value", "label", 1, 0, true)
		c.text(value, at+".value", "url", 1, 0, false)
		c.enum(value, at+".value", "style", LozengeStyles())
		c.icon(at+".value.icon", value["icon"])
		c.only(value, at+".value", "label", "url", "style", "icon")
	}
}
