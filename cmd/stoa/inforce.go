package main

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"github.com/stoachat/stoa/internal/mask"
	"github.com/stoachat/stoa/internal/system"
)

var secretFlag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`password|secret|token|(?:^|-)key$`) })

// inForce is the configuration that a command runs with, for its page: whatever flag, variable or file it came from,
// without secrets.
func inForce(flags []*kong.Flag) []system.Setting {
	var list []system.Setting
	for _, f := range flags {
		if f.Hidden || slices.Contains([]string{"help", "version", "config"}, f.Name) {
			continue
		}
		value := fmt.Sprint(f.Target.Interface())
		list = append(list, system.Setting{Name: f.Name, Value: shown(f.Name, value), Default: isDefault(f.Default, value), Help: f.Help})
	}
	return list
}

// isDefault tells whether a flag has its default, however that is written: 24h is 24h0m0s.
func isDefault(written, value string) bool {
	if d, err := time.ParseDuration(written); err == nil {
		return value == written || value == d.String()
	}
	return value == written
}

// shown is a setting's value without secrets: what is one, and what addresses have in them.
func shown(name, value string) string {
	switch {
	case value == "" || name == "tls-key": // a file's name
		return value
	case secretFlag().MatchString(name):
		return mask.Gone
	}
	list := strings.Split(value, ",")
	for i, one := range list {
		list[i] = strings.ReplaceAll(mask.New().URL(one), url.PathEscape(mask.Gone), mask.Gone)
	}
	return strings.Join(list, ",")
}
