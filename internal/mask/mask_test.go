package mask

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

// planted is a secret that must not come through.
const planted = "pl4nted-s3cret"

func TestSecretsAreTakenOutOfBodies(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", `{"message":"high water at 9","color":"green"}`, `{"message":"high water at 9","color":"green"}`},
		{"JSON", `{"username":"ada","password":"pl4nted-s3cret"}`, `{"username":"ada","password":"[masked]"}`},
		{"JSON with a colon in a name", `{"a":1,"token:2" : "pl4nted-s3cret"}`, `{"a":1,"token:2" : "[masked]"}`},
		{"JSON with spaces", `{"oauthSecret" : "pl4nted-s3cret", "a": 1}`, `{"oauthSecret" : "[masked]", "a": 1}`},
		{"JSON with quotes in it", `{"client_secret":"a\"pl4nted-s3cret\"","b":2}`, `{"client_secret":"[masked]","b":2}`},
		{"JSON that was cut off", `{"refresh_token":"pl4nted-s3cr`, `{"refresh_token":"[masked]"`},
		{"JSON in a string", `{"body":"{\"access_token\":\"pl4nted-s3cret\"}"}`, `{"body":"{\"access_token\":\"[masked]\"}"}`},
		{"not a string", `{"token_count":3}`, `{"token_count":3}`},
		{"form", `a=1&auth_token=pl4nted-s3cret&b=2`, `a=1&auth_token=[masked]&b=2`},
		{"address in text", `see https://a.example/x?signed_request=pl4nted-s3cret&y=1`, `see https://a.example/x?signed_request=[masked]&y=1`},
		{"XML", `<user><password>pl4nted-s3cret</password></user>`, `<user><password>[masked]</password></user>`},
		{"multipart", "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\npl4nted-s3cret\r\n--x--", "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n[masked]\r\n--x--"},
		{"header in text", `Authorization: Bearer pl4nted-s3cret`, `Authorization: Bearer [masked]`},
		{"JWT", `got eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmVk!`, `got [masked]!`},
		{"what is said of a JWT", `{"error":"jwt expired"}, JWT malformed. Bearer authentication failed`, `{"error":"jwt expired"}, JWT malformed. Bearer authentication failed`},
		{"webhook secret", `whsec_cGw0bnRlZC1zM2NyZXQ=, and more`, `[masked], and more`},
	} {
		if got := New().Text(c.text); got != c.want || strings.Contains(got, planted) {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSecretIsTakenOutOfTheAnswerThatRepeatsIt(t *testing.T) {
	m := New("known-from-before")
	m.Query("auth_token=pl4nted%2Fs3cret&x=1")
	m.Header(http.Header{"Authorization": {"Basic " + "YWRhOmlubmVyLXBhc3N3b3Jk"}}) // ada:inner-password
	got := m.Text("you sent pl4nted/s3cret, pl4nted%2Fs3cret, inner-password and known-from-before")
	if got != "you sent [masked], [masked], [masked] and [masked]" {
		t.Error(got)
	}
}

func TestBeginningOfASecretIsTakenOutOfATextThatWasCutOff(t *testing.T) {
	m := New(planted)
	whole := "you sent " + planted
	for end := len("you sent ") + shortest; end <= len(whole); end++ {
		if got := m.Text(whole[:end]); got != "you sent [masked]" {
			t.Errorf("%q came out as %q", whole[:end], got)
		}
	}
	if got := m.Text(planted[:shortest] + " is a beginning"); got != planted[:shortest]+" is a beginning" {
		t.Error(got)
	}
}

func TestThousandsOfSecretsAreMaskedWhereTheyAreNamed(t *testing.T) {
	m := New()
	query := strings.TrimSuffix(strings.Repeat("token=pl4nted-s3cret&", 10_000), "&")
	for i := range mostKnown {
		query += fmt.Sprintf("&jwt=secret-%d", i)
	}
	if got := m.Query(query); strings.Contains(got, planted) || strings.Contains(got, "secret-") {
		t.Errorf("%.100s", got)
	}
	if len(m.known) > mostKnown+1 {
		t.Errorf("%d are known", len(m.known))
	}
}

func TestSecretsAreTakenOutOfQueriesByTheirDecodedName(t *testing.T) {
	got := New().Query("a=b&auth%5Ftoken=pl4nted-s3cret&code=pl4nted-s3cret&password=&x")
	if want := "a=b&auth%5Ftoken=[masked]&code=[masked]&password=&x"; got != want {
		t.Error(got)
	}
}

func TestSecretsAreTakenOutOfAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/x?name=y":                 "https://a.example/x?name=y",
		"https://a.example/x?token=pl4nted-s3cret#f": "https://a.example/x?token=[masked]",
		"https://ada:pl4nted-s3cret@a.example/x":     "https://%5Bmasked%5D@a.example/x",
	} {
		if got := New().URL(in); got != want {
			t.Errorf("%s: %s", in, got)
		}
	}
}

func TestHeadersAreShownWithoutSecretsAndBounded(t *testing.T) {
	h := http.Header{
		"Authorization": {"JWT pl4nted-s3cret"}, "Cookie": {"a=pl4nted-s3cret; b=pl4nted-s3cret"}, "X-Api-Key": {"pl4nted-s3cret"},
		"Location": {"/x?y=pl4nted-s3cret"}, "User-Agent": {strings.Repeat("é", 1000)},
	}
	for range 100 { // maps are walked in any order
		got := New().Header(h)
		if got.Get("Authorization") != "JWT [masked]" || got.Get("Cookie") != Gone || got.Get("X-Api-Key") != Gone || got.Get("Location") != "/x?y=[masked]" {
			t.Fatalf("%v", got)
		}
		if ua := got.Get("User-Agent"); len(ua) > maxValue+3 || !utf8.ValidString(ua) {
			t.Fatalf("%d bytes of User-Agent", len(ua))
		}
	}
	many := make(http.Header)
	for i := range 1000 {
		many.Add(strings.Repeat("x", i+1), "v")
	}
	if n := len(New().Header(many)); n != maxHeaders {
		t.Errorf("%d headers", n)
	}
}

// FuzzNoPlantedSecretComesThrough plants a secret where callers put it, between whatever else there is.
func FuzzNoPlantedSecretComesThrough(f *testing.F) {
	f.Add(`{"a":"b",`, `}`)
	f.Add("a=b&", "&c=d")
	f.Add(`\"`, "\x00\xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(before+after, planted) {
			t.Skip()
		}
		m := New()
		m.Query("auth_token=" + planted)
		for _, text := range []string{before + `"password":"` + planted + `"` + after, before + planted + after} {
			got := m.Text(text)
			if strings.Contains(got, planted) {
				t.Errorf("%q came out as %q", text, got)
			}
			Cut(got, 100)
		}
	})
}

func TestEveryNameOfASecretIsSuspect(t *testing.T) {
	for _, name := range []string{
		"password", "passwd", "passphrase", "Secret", "token", "Authorization", "authorisation", "X-Auth", "X-Acpt", "api_key", "apikey", "access-key",
		"private_key", "signature", "signed_request", "session", "Cookie", "credential", "jwt", "assertion", "installable_url", "invitation_url",
	} {
		if !isSecret(name) || !isSecret("x"+strings.ToUpper(name)+"y") {
			t.Errorf("%s is taken for no secret", name)
		}
	}
	for _, name := range []string{"message", "color", "room", "date", "id", "from"} {
		if isSecret(name) {
			t.Errorf("%s is taken for a secret", name)
		}
	}
}

// BenchmarkText is a notification that is suspected for a word in what it says.
func BenchmarkText(b *testing.B) {
	const body = `{"color":"green","message":"Build #4512 of stoa/main by Ann Example passed after 3 min 12 s: ` +
		`1843 tests, 0 failed, coverage 84.1 %, artifacts are kept","notify":false,"message_format":"text"}`
	for b.Loop() {
		New().Text(body)
	}
}
