package app

import (
	"errors"
	"net/http"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/webui"
)

// guestPage answers a guest link with the page, and one that leads nowhere any more with 404. spec: product, 3.3.
func (a *App) guestPage(w http.ResponseWriter, r *http.Request) {
	_, err := a.chat.GuestRoom(r.Context(), r.PathValue("token"))
	var refused *chat.Error
	if errors.As(err, &refused) {
		webui.Gone(w, r)
		return
	}
	a.page(w, r) // the page asks again, and says what is the matter
}
