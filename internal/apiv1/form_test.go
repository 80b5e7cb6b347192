package apiv1

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestFormsAreReadAsPHPReadThem(t *testing.T) {
	for _, c := range []struct {
		name, form string
		want       params
	}{
		{"encoded", "room_id=Ops%20Room&from=CI", params{"room_id": "Ops Room", "from": "CI"}},
		{"plus is a space", "room_id=Ops+Room&message=1%2B1", params{"room_id": "Ops Room", "message": "1+1"}},
		{"raw spaces", "from=My Bot&message=a b", params{"from": "My Bot", "message": "a b"}},
		{"raw markup", `message=<a href="http://x/?a=1">x</a>`, params{"message": `<a href="http://x/?a=1">x</a>`}},
		{"semicolons", "message=a;b;c", params{"message": "a;b;c"}},
		{"a stray percent sign", "message=97% full, 50%25 %zz %4", params{"message": "97% full, 50% %zz %4"}},
		{"a percent sign at the end", "message=97%", params{"message": "97%"}},
		{"an escape of either case", "message=%c3%A9%C3%a9", params{"message": "éé"}},
		{"an encoded name", "room%5Fid=7", params{"room_id": "7"}},
		{"later equal signs", "message=a=b==", params{"message": "a=b=="}},
		{"no equal sign", "notify&message=m", params{"notify": "", "message": "m"}},
		{"no name", "=x&&message=m&", params{"message": "m"}},
		{"the last of a name", "message=a&message=b", params{"message": "b"}},
		{"an empty value replaces nothing", "auth_token=a&auth_token=", params{"auth_token": "a"}},
		{"invalid UTF-8", "message=caf\xe9 %ff%fe!", params{"message": "caf\uFFFD \uFFFD!"}},
		{"zero bytes", "message=a%00b", params{"message": "a\uFFFDb"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := make(params)
			parseForm(c.form, got.add)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlyTheFirstThousandNamesAreRead(t *testing.T) {
	var form strings.Builder
	for i := range 2 * maxParams {
		form.WriteString("n" + strings.Repeat("x", i) + "=1&")
	}
	got := make(params)
	parseForm(form.String(), got.add)
	if len(got) != maxParams {
		t.Errorf("%d names were read", len(got))
	}
}

func FuzzForm(f *testing.F) {
	for _, seed := range []string{
		"auth_token=A&room_id=7&from=My Bot&color=green&message=a%20%3Cbr%20%2F%3E&notify=1",
		"room_id=Ops+Room&message=97%&from=x;y", "a=b=c&&=&d", "message=%ff%00%e2%82%ac", "%", "%4", "%41=%",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		got := make(params)
		parseForm(form, got.add)
		for name, value := range got {
			if !utf8.ValidString(value) || strings.Contains(value, "\x00") {
				t.Errorf("%q is %q", name, value)
			}
		}
		// What the strict decoder understands, and has once, reads the same here.
		strict, err := url.ParseQuery(form)
		if err != nil {
			return
		}
		for name, values := range strict {
			if len(values) == 1 && name != "" && got[name] != clean(values[0]) {
				t.Errorf("%q is %q, the strict decoder says %q", name, got[name], values[0])
			}
		}
	})
}

func FuzzBody(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", "message=m&from=CI")
	f.Add("application/json", `{"message":"m","room_id":7,"notify":true,"color":null,"card":{"a":[1]}}`)
	f.Add("", ` {"message":"m"}`)
	f.Add("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nm\r\n--b--\r\n")
	f.Add("multipart/form-data; boundary=b", "--b\nContent-Disposition: form-data; name=f; filename=x\n\nm\n--b")
	f.Add("multipart/form-data", "--\r\n")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest("POST", "/v1/rooms/message?from=query", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		got, _, _ := readParams(httptest.NewRecorder(), r) // a refusal is as good
		if len(got) > maxParams || got["from"] == "" {
			t.Errorf("%d names; from is %q", len(got), got["from"])
		}
		for name, value := range got {
			if !utf8.ValidString(value) || strings.Contains(value, "\x00") {
				t.Errorf("%q is %q", name, value)
			}
		}
	})
}
