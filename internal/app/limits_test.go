package app_test

import (
	"testing"

	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/server"
)

func TestTheLongestUploadIsAnswered(t *testing.T) {
	if server.AnswerLimit <= files.UploadLimit {
		t.Errorf("an upload may take %v, and what answers it has ended after %v", files.UploadLimit, server.AnswerLimit)
	}
}
