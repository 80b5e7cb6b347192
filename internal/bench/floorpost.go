package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// floorWebhooks is the path where the floor is told to post to receivers.
const floorWebhooks = "/webhooks"

// floorJob says what the floor is to post, where, and for how long.
type floorJob struct {
	URLs     []string      `json:"urls"`
	Body     []byte        `json:"body"`
	Duration time.Duration `json:"duration"`
}

// webhooks posts to each address in a closed loop, as the standard library does it, and answers when it has.
func (f *floor) webhooks(w http.ResponseWriter, r *http.Request) {
	var job floorJob
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4*maxFloorBody)).Decode(&job); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), job.Duration)
	defer cancel()
	transport := &http.Transport{MaxIdleConns: len(job.URLs)}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var posting sync.WaitGroup
	for _, u := range job.URLs {
		posting.Go(func() {
			for postTo(ctx, client, u, job.Body) == nil {
			}
		})
	}
	posting.Wait()
	w.WriteHeader(http.StatusNoContent)
}

func postTo(ctx context.Context, client *http.Client, url string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

func askFloor(ctx context.Context, floor string, job floorJob) error {
	body, err := json.Marshal(job)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, floor+floorWebhooks, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		return fmt.Errorf("it answered %s", res.Status)
	}
	return nil
}
