package hipchat

// List is the envelope of every v2 list. Links.Self has no query string; Prev and Next are absent when there is no
// such page. spec: rest-v2, 1.6.
type List[T any] struct {
	Items      []T       `json:"items"`
	StartIndex int       `json:"startIndex"`
	MaxResults int       `json:"maxResults"`
	Links      ListLinks `json:"links"`
}

// ListLinks are absolute URLs.
type ListLinks struct {
	Self string `json:"self"`
	Prev string `json:"prev,omitempty"`
	Next string `json:"next,omitempty"`
}

// Links holds the link that every entity has.
type Links struct {
	Self string `json:"self"`
}

// Created is the answer (201) to calls that make something with a numeric id. spec: rest-v2, 1.8.
type Created struct {
	ID    int64 `json:"id"`
	Links Links `json:"links"`
}
