package connect

import (
	"testing"
)

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
