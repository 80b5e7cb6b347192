package hipchat_test

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
)

// The texts are those recorded from the vendor's server. spec: rest-v2, 1.10.
func TestViolationsReadAsTheVendorsValidatorWroteThem(t *testing.T) {
	tests := []struct {
		v    *hipchat.Violation
		want string
	}{
		{hipchat.WrongType("notify", "true", "boolean"), `Value u'true' for field 'notify' is not of type 'boolean'`},
		{hipchat.NotIn("color", "magenta", hipchat.Colors[:]), `Value u'magenta' for field 'color' is not in the enumeration: ['yellow', 'green', 'red', 'purple', 'gray', 'random']`},
		{hipchat.Required("message"), `Required field 'message' is missing`},
		{hipchat.TooLong("topic", "it's", 3), `Length of value u'it\'s' for field 'topic' must be less than or equal to 3`},
		{hipchat.WrongType("x", nil, "string"), `Value None for field 'x' is not of type 'string'`},
		{hipchat.WrongType("x", true, "string"), `Value True for field 'x' is not of type 'string'`},
		{hipchat.WrongType("x", 12.0, "string"), `Value 12 for field 'x' is not of type 'string'`},
		{&hipchat.Violation{Field: "url", Rule: hipchat.RuleFormat, Expected: "an absolute URL"}, `Field url must be an absolute URL`},
	}
	for _, tt := range tests {
		if got := tt.v.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestLengthsAreCountedInCharacters(t *testing.T) {
	if v := hipchat.CheckLength("message", strings.Repeat("é", 10), 1, 10); v != nil {
		t.Errorf("ten characters of two bytes: %v", v)
	}
	if v := hipchat.CheckLength("message", strings.Repeat("é", 11), 1, 10); v == nil || v.Rule != hipchat.RuleMaxLength {
		t.Errorf("eleven characters: %v", v)
	}
}

func TestALongValueIsNotRepeatedWhole(t *testing.T) {
	long := strings.Repeat("ü", 10_000)
	if got := hipchat.TooLong("message", long, 1).Error(); len(got) > 400 {
		t.Errorf("the text has %d bytes", len(got))
	}
	if got := hipchat.Abridge(long); !strings.HasSuffix(got, "…") || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("cut inside a character: %q", got)
	}
}
