package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// printNeeds says what must be open in the network for an add-on to work.
func printNeeds(n hipchat.Needs) {
	fmt.Println("It needs the network to let:")
	if n.Inbound {
		fmt.Println("  it call this server")
	}
	printEndpoints("this server", n.Outbound)
	printEndpoints("people's browsers", n.Browser)
}

func printEndpoints(who string, endpoints []hipchat.Endpoint) {
	for _, e := range endpoints {
		fmt.Printf("  %s call %s (%s)\n", who, net.JoinHostPort(e.Host, strconv.Itoa(e.Port)), strings.Join(e.For, ", "))
	}
}
