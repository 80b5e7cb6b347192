package hipchat

import (
	"encoding/json"
	"strconv"
)

// Bounds of what a glance shows. spec: connect, 7.1.
const (
	MaxGlanceLabel    = 1000     // characters of the label
	MaxLozenge        = 20       // characters in a lozenge
	MaxGlanceMetadata = 16 << 10 // bytes of JSON
	MaxGlanceUpdates  = 100      // glances in one update
)

// The types of a glance's status. spec: connect, 7.1.
const (
	StatusLozenge = "lozenge"
	StatusIcon    = "icon"
)

// GlanceLozenges lists the types of lozenge: the documented ones, and two that libraries send. spec: connect, 7.1.
func GlanceLozenges() []string {
	return []string{"default", "success", "error", "current", "new", "moved", "complete", "empty"}
}

// Check tests an update; whether the add-on has such glances is left to whoever knows them. spec: rest-v2, 4.11.
func (u UIUpdate) Check() *Violation {
	if u.Glance == nil {
		return Required("glance")
	}
	if len(u.Glance) > MaxGlanceUpdates {
		return &Violation{Field: "glance", Rule: RuleMaxLength, Value: len(u.Glance), Limit: MaxGlanceUpdates}
	}
	for i, g := range u.Glance {
		if v := g.check("glance." + strconv.Itoa(i)); v != nil {
			return v
		}
	}
	return nil
}

func (g GlanceUpdate) check(field string) *Violation {
	key := keyShape()
	if g.Key == "" {
		return Required(field + ".key")
	}
	if v := key.check(field+".key", g.Key); v != nil {
		return v
	}
	return g.Content.check(field + ".content")
}

// Check tests what a glance shows.
func (c GlanceContent) Check() *Violation { return c.check("") }

func (c GlanceContent) check(field string) *Violation {
	if v := c.Label.check(inside(field, "label")); v != nil {
		return v
	}
	if c.Status != nil {
		if v := c.Status.check(inside(field, "status")); v != nil {
			return v
		}
	}
	return c.checkMetadata(inside(field, "metadata"))
}

func (l GlanceLabel) check(field string) *Violation {
	if l.Type == "" {
		return Required(field + ".type")
	}
	if l.Type != "html" {
		return NotIn(field+".type", l.Type, []string{"html"})
	}
	if l.Value == "" {
		return Required(field + ".value")
	}
	return CheckLength(field+".value", l.Value, 1, MaxGlanceLabel)
}

func (s GlanceStatus) check(field string) *Violation {
	value := iconShape(true)
	switch s.Type {
	case "":
		return Required(field + ".type")
	case StatusLozenge:
		value = object(must("type", oneOf(GlanceLozenges()...)), must("label", text(1, MaxLozenge)))
	case StatusIcon:
	default:
		return NotIn(field+".type", s.Type, []string{StatusLozenge, StatusIcon})
	}
	v, err := decodeAny(s.Value)
	if err != nil || v == nil {
		return Required(field + ".value")
	}
	return value.check(field+".value", v)
}

func (c GlanceContent) checkMetadata(field string) *Violation {
	if len(c.Metadata) == 0 || string(c.Metadata) == "null" {
		return nil
	}
	if len(c.Metadata) > MaxGlanceMetadata {
		return &Violation{Field: field, Rule: RuleMaxLength, Value: string(c.Metadata), Limit: MaxGlanceMetadata}
	}
	v, err := decodeAny(c.Metadata)
	if _, ok := v.(map[string]any); err != nil || !ok {
		return WrongType(field, json.RawMessage(c.Metadata), "object")
	}
	return nil
}
