package main

import (
	"fmt"

	"github.com/stoachat/stoa/internal/app"
)

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println(version())
	return nil
}

func version() string { return "stoa " + app.Version }
