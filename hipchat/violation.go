package hipchat

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The rules that a Violation can name, in the words of the vendor's validator. spec: rest-v2, 1.10.
const (
	RuleType      = "type"
	RuleEnum      = "enum"
	RuleRequired  = "required"
	RuleMinLength = "minLength"
	RuleMaxLength = "maxLength"
	RulePattern   = "pattern"
	RuleFormat    = "format"
	RuleExtra     = "additionalProperties"
)

// Violation says which field of a body broke which rule. Its text follows the templates of the vendor's validator,
// Python's notation of strings included, because tools show and match it. spec: rest-v2, 1.10.
type Violation struct {
	Field    string   // dotted for nested fields
	Rule     string   // one of the Rule constants
	Value    any      // the offending value; nil when the field is missing
	Expected string   // RuleType: the name of the type. RulePattern: the expression. RuleFormat: what it should be
	Options  []string // RuleEnum
	Limit    int      // RuleMinLength, RuleMaxLength, in characters or elements
}

func (v *Violation) Error() string {
	switch v.Rule {
	case RuleType:
		return fmt.Sprintf("Value %s for field '%s' is not of type '%s'", pyRepr(v.Value), v.Field, v.Expected)
	case RuleEnum:
		return fmt.Sprintf("Value %s for field '%s' is not in the enumeration: ['%s']", pyRepr(v.Value), v.Field, strings.Join(v.Options, "', '"))
	case RuleRequired:
		return fmt.Sprintf("Required field '%s' is missing", v.Field)
	case RuleMinLength:
		return fmt.Sprintf("Length of value %s for field '%s' must be greater than or equal to %d", pyRepr(v.Value), v.Field, v.Limit)
	case RuleMaxLength:
		return fmt.Sprintf("Length of value %s for field '%s' must be less than or equal to %d", pyRepr(v.Value), v.Field, v.Limit)
	case RulePattern:
		return fmt.Sprintf("Value %s for field '%s' does not match regular expression '%s'", pyRepr(v.Value), v.Field, v.Expected)
	case RuleExtra:
		return fmt.Sprintf("Field '%s' is not explicitly defined in schema", v.Field)
	}
	return fmt.Sprintf("Field %s must be %s", v.Field, v.Expected)
}

// Required, TooShort, TooLong, NotIn and WrongType make the common violations.
func Required(field string) *Violation { return &Violation{Field: field, Rule: RuleRequired} }

// TooShort says that value has fewer than limit characters.
func TooShort(field, value string, limit int) *Violation {
	return &Violation{Field: field, Rule: RuleMinLength, Value: value, Limit: limit}
}

// TooLong says that value has more than limit characters.
func TooLong(field, value string, limit int) *Violation {
	return &Violation{Field: field, Rule: RuleMaxLength, Value: value, Limit: limit}
}

// NotIn says that value is none of the options.
func NotIn(field, value string, options []string) *Violation {
	return &Violation{Field: field, Rule: RuleEnum, Value: value, Options: options}
}

// WrongType says that value is not of the expected type.
func WrongType(field string, value any, expected string) *Violation {
	return &Violation{Field: field, Rule: RuleType, Value: value, Expected: expected}
}

// CheckLength tests that value has min to max characters, and no NUL among them, which databases do not take.
func CheckLength(field, value string, min, max int) *Violation {
	if strings.IndexByte(value, 0) >= 0 {
		return &Violation{Field: field, Rule: RuleFormat, Value: value, Expected: "text without NUL characters"}
	}
	switch n := utf8.RuneCountInString(value); {
	case n < min:
		return TooShort(field, value, min)
	case n > max:
		return TooLong(field, value, max)
	}
	return nil
}

// reprLimit bounds how much of an offending value an answer repeats, in bytes.
const reprLimit = 200

// pyRepr writes a value as Python 2 shows it: u'text', True, None, 12.
func pyRepr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return "u'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(Abridge(v)) + "'"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("<%T>", v)
	}
	return Abridge(string(b))
}

// Abridge cuts a value that an error answer repeats to a bounded length.
func Abridge(s string) string {
	if len(s) <= reprLimit {
		return s
	}
	cut := reprLimit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
