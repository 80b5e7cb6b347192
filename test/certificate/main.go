// Command certificate writes a certificate authority and a server certificate for 127.0.0.1 and localhost into a
// directory, for tests of clients that speak only HTTPS: ca.pem, cert.pem and key.pem, good for a day.
//
//	go run ./test/certificate DIR
package main

import (
	"fmt"
	"os"

	"github.com/stoachat/stoa/test/process"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: certificate DIR")
		os.Exit(2)
	}
	if _, err := process.WriteCertificates(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "certificate:", err)
		os.Exit(1)
	}
}
