package chat

import "testing"

func TestAnEmojiIsOnePicture(t *testing.T) {
	for s, want := range map[string]bool{
		"👍": true, "👍🏽": true, "❤️": true, "❤": true, "👩\u200d💻": true, "👨\u200d👩\u200d👧\u200d👦": true, "🇸🇪": true, "🏴󠁧󠁢󠁳󠁣󠁴󠁿": true, "1️⃣": true, "#⃣": true, "©️": true, "☕": true,
		"🏳️\u200d🌈": true, "👨🏿\u200d❤️\u200d💋\u200d👨🏿": true, "⭐": true, "✅": true, "🫡": true,
		"": false, "a": false, "1": false, "👍👍": false, "👍 ": false, "👍\u200d": false, "🇸": false, "🇸🇪🇸🇪": false, "é": false, "\xff": false, "👍\x00": false,
		"<b>": false, "1️": false, "️": false, "\u200d👍": false,
	} {
		if IsEmoji(s) != want {
			t.Errorf("%q is an emoji: %v", s, !want)
		}
	}
}
