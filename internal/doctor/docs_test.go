package doctor_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/doctor"
)

// table is what docs/connectivity.md shows of the codes, in their order.
func table() string {
	var b strings.Builder
	b.WriteString("| code | what it means | what to do |\n|---|---|---|\n")
	plain := strings.NewReplacer("{host}", "the host", "{port}", "PORT", "{limit}", "the limit")
	for _, c := range doctor.Conditions() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Code, plain.Replace(c.Means), plain.Replace(c.Remedy))
	}
	return b.String()
}

func TestTheManualExplainsEveryCode(t *testing.T) {
	manual, err := os.ReadFile("../../docs/connectivity.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(manual), table()) {
		t.Errorf("docs/connectivity.md should have this table:\n%s", table())
	}
}
