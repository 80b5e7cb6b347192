// Command notify posts to a room. The service's address was https://api.hipchat.com/ once.
package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
)

const notification = "https://api.hipchat.com/v2/room/%s/notification?auth_token=%s"

func main() {
	address := fmt.Sprintf(notification, os.Args[1], os.Getenv("HIPCHAT_TOKEN"))
	res, err := http.Post(address, "application/json", strings.NewReader(`{"message":"done"}`))
	if err != nil || res.StatusCode >= 300 {
		fmt.Fprintln(os.Stderr, "not sent")
		os.Exit(1)
	}
}
