package hipchat

// Limits of the wire, in Unicode characters unless said otherwise. spec: rest-v2, 2.4; rest-v1, 5.1.
const (
	MaxMessage          = 10000 // message, notification, private message
	MaxFrom             = 64    // v2 notification label
	MaxFromV1           = 15    // v1 sender name, at least 1
	MaxTopic            = 250
	MaxRoomName         = 50
	MaxUserName         = 50
	MaxAttachTo         = 36
	MaxResults          = 1000 // items in one list answer
	DefaultResults      = 100
	RecentResults       = 75 // messages in "recent" history
	MaxCardTitle        = 500
	MaxCardDescription  = 1000
	MaxCardAttributes   = 10
	MaxCardThumbnailURL = 250
	MaxShareMessage     = 1000 // beside a shared file or link
	MaxSharedLink       = 1000
	MinSharedLink       = 10
	MaxInviteReason     = 250
	MaxStatus           = 50       // a person's status message
	MaxUpload           = 50 << 20 // a shared file, in bytes
)

// Colors are the colours that a notification may ask for; ColorRandom is resolved when it is accepted.
// spec: rest-v2, 2.2.
var Colors = [...]string{"yellow", "green", "red", "purple", "gray", ColorRandom}

// ColorRandom asks the server to pick one of the others.
const ColorRandom = "random"
