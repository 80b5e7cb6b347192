package connect

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

func TestDescriptorsInTheirAddressAreReadInEverySpelling(t *testing.T) {
	const text = `{"key":"k>>>???","name":"Übung."}`
	escaped := url.PathEscape(text)
	standard := base64.StdEncoding.EncodeToString([]byte(text))
	if !strings.Contains(standard, "+") || !strings.Contains(standard, "/") || !strings.HasSuffix(standard, "=") {
		t.Fatal("the sample does not tell the alphabets apart")
	}
	good := map[string]string{
		"percent-encoded":                "data:application/json," + escaped,
		"not encoded":                    "data:application/json," + text,
		"without a type":                 "data:," + escaped,
		"in capitals":                    "DATA:Application/JSON," + escaped,
		"a charset":                      "data:application/json;charset=utf-8," + escaped,
		"a charset in quotes":            `data:application/json;charset="UTF-8",` + escaped,
		"a charset alone":                "data:;charset=utf-8," + escaped,
		"a comma between quotes":         `data:application/json;note="a,b",` + escaped,
		"another type of JSON":           "data:application/vnd.hipchat+json," + escaped,
		"base64":                         "data:application/json;base64," + standard,
		"base64 before the charset":      "data:application/json;base64;charset=utf-8," + standard,
		"base64 after the charset":       "data:application/json;charset=utf-8;base64," + standard,
		"base64 without a type":          "data:;base64," + standard,
		"base64 in capitals":             "data:application/json;BASE64," + standard,
		"base64 without padding":         "data:application/json;base64," + strings.TrimRight(standard, "="),
		"base64 of the URL's alphabet":   "data:application/json;base64," + base64.URLEncoding.EncodeToString([]byte(text)),
		"base64, percent-encoded":        "data:application/json;base64," + url.QueryEscape(standard),
		"base64 that was a query once":   "data:application/json;base64," + strings.ReplaceAll(standard, "+", " "),
		"base64 in lines":                "data:application/json;base64," + standard[:8] + "%0D%0A" + standard[8:],
		"spaces around the parameters":   "data:application/json; charset=utf-8; base64," + standard,
		"a type that is percent-encoded": "data:application%2Fjson;base64," + standard,
	}
	for name, address := range good {
		t.Run(name, func(t *testing.T) {
			if !isData(address) {
				t.Fatal("not taken for a data: URI")
			}
			if got, err := readData(address); err != nil || string(got) != text {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	for name, address := range map[string]string{
		"without a comma":       "data:application/json;base64",
		"another type":          "data:text/html," + escaped,
		"another charset":       "data:application/json;charset=utf-16," + escaped,
		"half an escape":        "data:application/json,%7",
		"base64 that is none":   "data:application/json;base64,{}",
		"base64 that is cut":    "data:application/json;base64,e",
		"a quote without end":   `data:application/json;x=",` + escaped,
		"larger than the limit": "data:," + strings.Repeat("x", 3*maxDescriptor),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := readData(address); err == nil {
				t.Errorf("got %q", got)
			}
		})
	}
}

func FuzzDescriptorsInTheirAddress(f *testing.F) {
	for _, seed := range []string{`data:,{}`, `data:application/json;base64,e30`, `DATA:;charset=utf-8;base64,e30%3D`, `data:text/html,x`, `data:;base64,%zz`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if !isData(address) {
			return
		}
		raw, err := readData(address)
		if err == nil && len(raw) > len(address) {
			t.Errorf("%d bytes out of %d", len(raw), len(address))
		}
		if err == nil {
			_, _ = parse(raw) // must not panic
		}
	})
}
