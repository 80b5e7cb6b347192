package apiv2

import (
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

func emoticonRoutes() []Route {
	viewing := scopes(hipchat.ScopeViewGroup)
	return []Route{
		{Method: get, Pattern: "/v2/emoticon", Name: "get_all_emoticons", Scopes: viewing, Classes: everybody,
			Summary: "Lists the emoticons: everybody's, the group's own, or both.",
			Query: append(paging(hipchat.DefaultResults),
				Parameter{Name: "type", Type: "string", Default: "all", Options: emoticonTypes, Doc: "Everybody's, the group's own, or both."}),
			Expand: []string{"items"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.EmoticonStub]{}, handle: (*API).getAllEmoticons},
		{Method: get, Pattern: "/v2/emoticon/{emoticon}", Name: "get_emoticon", Scopes: viewing, Classes: everybody,
			Summary: "An emoticon, by its id or shortcut.",
			Status:  http.StatusOK, Answer: hipchat.Emoticon{}, handle: (*API).getEmoticon},
	}
}

var emoticonTypes = []string{hipchat.EmoticonGlobal, hipchat.EmoticonGroup, "all"}

// getAllEmoticons lists the emoticons.
// spec: rest-v2, get_all_emoticons
func (a *API) getAllEmoticons(w http.ResponseWriter, r *http.Request) error {
	q := queryOf(r)
	p, err := q.page(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	kind := strings.ToLower(q.get("type"))
	if kind != "" && kind != hipchat.EmoticonGlobal && kind != hipchat.EmoticonGroup && kind != "all" {
		return chat.Violates(hipchat.NotIn("type", kind, emoticonTypes))
	}
	all, err := a.chat.Emoticons(r.Context(), kind)
	if err != nil {
		return err
	}
	items := []any{}
	for _, e := range all[min(p.start, len(all)):min(p.start+p.max+1, len(all))] {
		if !q.expands("items") {
			items = append(items, a.view.EmoticonStub(e))
			continue
		}
		full, err := a.view.Emoticon(r.Context(), e)
		if err != nil {
			return err
		}
		items = append(items, full)
	}
	a.answer(w, http.StatusOK, listOf(a.view.URL("/v2/emoticon"), q, p, items))
	return nil
}

// getEmoticon answers an emoticon, by its id or shortcut.
// spec: rest-v2, get_emoticon
func (a *API) getEmoticon(w http.ResponseWriter, r *http.Request) error {
	e, err := a.chat.Emoticon(r.Context(), r.PathValue("emoticon"))
	if err != nil {
		return err
	}
	full, err := a.view.Emoticon(r.Context(), e)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, full)
	return nil
}
