package hook

import (
	"context"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// Preview is what a template makes of a request.
type Preview struct {
	Message *format.Message
	Problem *shape.Problem // why the template is not used; Message is as it is built in then
	Guess   string         // a template to begin with; empty: there is nothing to make one of
}

// Preview tries a template, which need not be the hook's own, on a request. An empty one is as it is built in.
func (h *Templates) Preview(ctx context.Context, source string, r format.Request) (v Preview, err error) {
	if v.Message, err = format.Read(r); errors.Is(err, format.ErrEmpty) {
		return v, chat.Errorf(chat.Invalid, "The payload says nothing")
	}
	var stray *format.StrayError
	if errors.As(err, &stray) {
		return v, chat.Errorf(chat.Invalid, "The payload cannot be read: %s", stray)
	}
	if err != nil {
		return v, err
	}
	v.Guess = shape.Guess(r)
	if source == "" {
		return v, nil
	}
	m, err := say(ctx, source, v.Message, r)
	switch {
	case errors.As(err, &v.Problem):
		return v, nil
	case err == nil:
		v.Message = m
	}
	return v, err
}

func say(ctx context.Context, source string, built *format.Message, r format.Request) (*format.Message, error) {
	t, err := shape.Parse(source)
	if err != nil {
		return nil, err
	}
	return t.Say(ctx, built, r)
}
