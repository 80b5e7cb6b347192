package hipchat

// The types of an emoticon: everybody's, or the group's own. spec: rest-v2, 4.2.
const (
	EmoticonGlobal = "global"
	EmoticonGroup  = "group"
)

// EmoticonStub stands for an emoticon in lists. spec: rest-v2, 4.2 get_all_emoticons.
type EmoticonStub struct {
	ID       int64  `json:"id"`
	Shortcut string `json:"shortcut"` // without parentheses
	URL      string `json:"url"`
	Type     string `json:"type"` // global or group
	Links    Links  `json:"links"`
}

// Emoticon is the answer of get_emoticon. spec: rest-v2, 4.2 get_emoticon.
type Emoticon struct {
	EmoticonStub
	Width     int     `json:"width"` // pixels
	Height    int     `json:"height"`
	AudioPath *string `json:"audio_path"`
	Creator   *Person `json:"creator,omitempty"` // of the group's own
}
