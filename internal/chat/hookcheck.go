package chat

// SignScheme is a tool's way to sign what it sends.
type SignScheme string

// The ways to sign; the empty one is not at all.
const (
	SignGitHub   SignScheme = "github"
	SignGitLab   SignScheme = "gitlab"
	SignSlack    SignScheme = "slack"
	SignSentry   SignScheme = "sentry"
	SignStandard SignScheme = "standard" // the Standard Webhooks specification
)

// SignSchemes are the ways to sign.
func SignSchemes() []string {
	return []string{"", string(SignGitHub), string(SignGitLab), string(SignSlack), string(SignSentry), string(SignStandard)}
}

// HookCheck is what calls with a room's token must prove besides.
type HookCheck struct {
	Scheme       SignScheme
	SealedSecret []byte   // what they are signed with
	Networks     []string // they come from one of these, as CIDR; none: from anywhere

	RefuseBursts bool // what comes too quickly at a hook's address is refused instead of counted
}
