package main

import (
	"fmt"

	"github.com/stoachat/stoa/internal/app"
)

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Println("stoa", app.Version)
	return nil
}
