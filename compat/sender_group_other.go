//go:build !unix

package compat

import "os/exec"

// There are no groups here: what the command leaves behind goes on.
func asGroup(*exec.Cmd)  {}
func endGroup(*exec.Cmd) {}
