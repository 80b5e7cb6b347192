// Command notify posts to whatever server it is told to; never to https://api.hipchat.com by itself.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

func main() {
	if err := notify(os.Getenv("HIPCHAT_URL"), os.Getenv("HIPCHAT_TOKEN"), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// notify needs a base URL, such as "https://chat.example.com/tools".
func notify(base, token, room, message string) error {
	if base == "" || token == "" {
		return fmt.Errorf("set HIPCHAT_URL (as https://chat.example.com) and HIPCHAT_TOKEN; see https://www.hipchat.com/docs/apiv2")
	}
	body, _ := json.Marshal(map[string]string{"message": message})
	req, err := http.NewRequest("POST", strings.TrimRight(base, "/")+"/v2/room/"+url.PathEscape(room)+"/notification", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := (&http.Client{Timeout: 10 * time.Second}).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("the server answers %s", res.Status)
	}
	return nil
}
