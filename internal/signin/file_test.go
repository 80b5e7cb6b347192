package signin_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/signin"
)

func TestAFileOfSourcesIsReadWholeOrNotAtAll(t *testing.T) {
	const provider = "[[provider]]\nkey = \"corp\"\nname = \"Corp\"\nissuer = \"https://sso.example.org\"\nclient_id = \"stoa\"\n"
	const directory = "[[directory]]\nkey = \"pages\"\nname = \"Pages\"\nhost = \"ldap.example.org\"\nbase = \"dc=example,dc=org\"\nlogin = [\"uid\"]\n"
	const federated = "[[saml]]\nkey = \"idp\"\nname = \"IdP\"\nentity_id = \"https://idp.example.org\"\nmetadata_url = \"https://idp.example.org/metadata\"\n"
	for name, tt := range map[string]struct{ text, want string }{
		"SAML as well":                   {provider + directory + federated, ""},
		"SAML without an entity id":      {strings.Replace(federated, "entity_id = \"https://idp.example.org\"\n", "", 1), `saml "idp": `},
		"SAML to be signed by nobody":    {federated + "sign = true\n", "private_key_file"},
		"metadata that is not there":     {strings.Replace(federated, "metadata_url = \"https://idp.example.org/metadata\"", "metadata_file = \"/nowhere/idp.xml\"", 1), "open /nowhere/idp.xml"},
		"both kinds":                     {provider + directory, ""},
		"nothing":                        {"", ""},
		"no TOML":                        {"[[provider", "expected"},
		"an unknown setting":             {provider + "colour = \"blue\"\n", `there is no setting "provider.colour"`},
		"an unknown table":               {"[kerberos]\nkey = \"x\"\n", `there is no setting "kerberos`},
		"a bad issuer":                   {strings.Replace(provider, "https", "http", 1), `provider "corp": `},
		"a directory without a host":     {strings.Replace(directory, "host = \"ldap.example.org\"\n", "", 1), `directory "pages": `},
		"a bad filter":                   {directory + "filter = \"(x\"\n", `directory "pages": `},
		"authorities that are not there": {directory + "ca_file = \"/nowhere/ca.pem\"\n", `directory "pages": open /nowhere/ca.pem`},
		"a key that stands twice":        {provider + strings.Replace(directory, "pages", "corp", 1), `"corp" stands there twice`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sign-in.toml")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := signin.ReadFile(path)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if tt.want == "" && tt.text != "" && (len(f.Providers) != 1 || len(f.Directories) != 1 || f.Directories[0].Login[0] != "uid") {
				t.Errorf("%+v", f)
			}
		})
	}
	if f, err := signin.ReadFile(""); err != nil || len(f.Providers) != 0 {
		t.Errorf("no file: %+v, %v", f, err)
	}
	if _, err := signin.ReadFile("/nowhere/sign-in.toml"); err == nil {
		t.Error("a file that is not there is taken for none")
	}
}
