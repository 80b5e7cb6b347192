package hipchat

import (
	"encoding/json"
)

// ModuleKinds lists the kinds of extension in the vendor's order.
func ModuleKinds() []string {
	return []string{KindAction, KindDialog, KindExternalPage, KindGlance, KindWebPanel, KindWebhook}
}

// MaxModule bounds a module, in bytes of JSON.
const MaxModule = 32 << 10

// CheckModule tests one module of an add-on, as JSON, by the rules for its kind. An error names the member from the
// module inwards: options.style. A webhook's pattern is left to whoever compiles it. spec: rest-v2, 4.10.
func CheckModule(kind string, raw json.RawMessage) *Violation {
	s, ok := moduleShapes(false)[kind]
	if !ok {
		return NotIn("kind", kind, ModuleKinds())
	}
	if len(raw) > MaxModule {
		return &Violation{Field: kind, Rule: RuleMaxLength, Value: string(raw), Limit: MaxModule}
	}
	return s.checkJSON(kind, raw)
}

// Check tests the module.
func (a Action) Check() *Violation { return checkModule(KindAction, a) }

// Check tests the module.
func (d Dialog) Check() *Violation { return checkModule(KindDialog, d) }

// Check tests the module.
func (e ExternalPage) Check() *Violation { return checkModule(KindExternalPage, e) }

// Check tests the module.
func (g Glance) Check() *Violation { return checkModule(KindGlance, g) }

// Check tests the module.
func (p WebPanel) Check() *Violation { return checkModule(KindWebPanel, p) }

func checkModule(kind string, module any) *Violation {
	raw, err := json.Marshal(module)
	if err != nil {
		return &Violation{Field: kind, Rule: RuleFormat, Expected: "valid JSON: " + err.Error()}
	}
	return CheckModule(kind, raw)
}

// The places that modules can ask for. spec: rest-v2, 4.10.
const (
	LocationMessageAction = "hipchat.message.action"
	LocationInputAction   = "hipchat.input.action"
	LocationSidebarRight  = "hipchat.sidebar.right"
)

const (
	maxURL          = 2000
	maxIcon         = 16 << 10 // an icon may be a data URI
	conditionLevels = 3
)

var (
	extensionKey = newPattern(`^[a-zA-Z0-9_\-.]{1,40}$`)
	webhookKey   = newPattern(`^[a-zA-Z0-9_\-.]{0,40}$`)
	dialogLength = newPattern(`^[0-9]{1,5}(\.[0-9]{1,4})?(px|%)$`)
	digits       = newPattern(`^-?[0-9]{1,9}$`)

	// webURL is what IsWebURL takes, as an expression that a JSON Schema can hold; names within it may stand in a
	// header without harm. Templates such as {message.metadata.ticket} may stand in path and query. spec: connect, 2.5.
	webURL = newPattern(`^[hH][tT][tT][pP][sS]?://([^\x00-\x20\x7f/?#@\\:;,%"'<>\[\]^\x60{|}]+|\[[0-9a-fA-F:.]+\])(:[0-9]{0,5})?` +
		`(/([^\x00-\x1f\x7f%?#]|%[0-9a-fA-F]{2})*)?(\?[^\x00-\x1f\x7f#]*)?(#([^\x00-\x1f\x7f%]|%[0-9a-fA-F]{2})*)?$`)
	iconURL = newPattern(`^([hH][tT][tT][pP][sS]?://|data:image/)[^\x00-\x20\x7f]+$`)
)

func urlShape() shape {
	return shape{kind: "string", min: 1, max: maxURL, pattern: webURL, want: "an absolute URL"}
}

func keyShape() shape { return shape{kind: "string", min: 1, pattern: extensionKey} }

func nameShape() shape { return onlyOf(must("value", text(1, 100)), may("i18n", text(1, 40))) }

func authenticationShape() shape { return oneOf(AuthenticationJWT, AuthenticationNone) }

// targetShape is what an action or a glance opens. A bare key is what older add-ons send. spec: rest-v2, 4.10.
func targetShape() shape {
	return either(text(1, 40), object(must("key", keyShape()), may("options", object())))
}

// moduleShapes are the rules for each kind. In a descriptor some slips are forgiven: an integer as a string, and an
// icon without its second density. spec: rest-v2, 4.10; connect, 2.3, 2.7.
func moduleShapes(descriptor bool) map[string]shape {
	weight := integer
	if descriptor {
		weight = either(integer, shape{kind: "string", pattern: digits, want: "an integer"})
	}
	icon := iconShape(!descriptor)
	return map[string]shape{
		KindAction: object(must("key", keyShape()), must("name", nameShape()),
			must("location", oneOf(LocationMessageAction, LocationInputAction)), must("target", targetShape()),
			may("weight", weight), may("conditions", conditionsShape(actionConditions()))),
		KindDialog: object(must("key", keyShape()), must("title", nameShape()), must("url", urlShape()),
			may("authentication", authenticationShape()), may("options", dialogOptionsShape())),
		KindExternalPage: onlyOf(must("key", keyShape()), may("name", nameShape()), must("url", urlShape())),
		KindGlance: object(must("key", keyShape()), must("name", nameShape()), must("icon", icon),
			may("queryUrl", urlShape()), may("target", targetShape()), may("weight", weight),
			may("conditions", conditionsShape(glanceConditions()))),
		KindWebPanel: object(must("key", keyShape()), must("name", nameShape()), must("url", urlShape()),
			must("location", oneOf(LocationSidebarRight)), may("icon", icon), may("authentication", authenticationShape()),
			may("weight", weight), may("conditions", conditionsShape(commonConditions()))),
		KindWebhook: webhookShape(),
	}
}

func iconShape(both bool) shape {
	url := shape{kind: "string", min: 1, max: maxIcon, pattern: iconURL, want: "an absolute URL"}
	return object(must("url", url), member{"url@2x", both, url})
}

func dialogOptionsShape() shape {
	action := onlyOf(must("name", nameShape()), may("enabled", boolean), may("key", keyShape()))
	length := shape{kind: "string", pattern: dialogLength, want: "a number of px or %"}
	return onlyOf(
		may("style", oneOf("normal", "warning")),
		may("size", either(oneOf("small", "medium", "large", "xlarge"), object(must("width", length), must("height", length)))),
		may("primaryAction", action), may("secondaryActions", arrayOf(action)),
		may("hint", nameShape()), may("filter", object(may("placeholder", nameShape()))),
	)
}

// webhookShape forgives an empty name, pattern and key, which clients send for none. spec: client-quirks, B3, B10.
func webhookShape() shape {
	return object(must("url", urlShape()), must("event", oneOf(WebhookEvents()...)),
		may("key", shape{kind: "string", pattern: webhookKey}),
		may("name", stored(0, 255)), may("pattern", stored(0, maxPattern)), may("authentication", authenticationShape()))
}

// stored is a text for a column of the database, which takes no NUL.
func stored(min, max int) shape {
	return shape{kind: "string", min: min, max: max, pattern: withoutNUL, want: "text without NUL characters"}
}

var withoutNUL = newPattern(`^[^\x00]*$`)

func commonConditions() []string {
	return []string{"room_is_public", "user_is_admin", "user_is_guest", "user_is_room_owner"}
}

func glanceConditions() []string { return append(commonConditions(), "glance_matches") }

func actionConditions() []string {
	return append(commonConditions(), "message_matches", "message_contains_link", "message_sent_by_current_user", "card_matches")
}

func conditionsShape(ids []string) shape { return arrayOf(conditionShape(ids, conditionLevels)) }

// conditionShape is one test, or several joined while there are levels left. spec: rest-v2, 4.10.
func conditionShape(ids []string, levels int) shape {
	one := onlyOf(must("condition", oneOf(ids...)), may("invert", boolean), may("params", object()))
	if levels == 1 {
		return one
	}
	return either(one, onlyOf(must("conditions", arrayOf(conditionShape(ids, levels-1))), may("type", oneOf("and", "or", "AND", "OR"))))
}
