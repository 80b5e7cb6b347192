package addon

// Module is a part of an add-on, given to New. spec: connect, 2.3.
type Module interface {
	join(*Addon) error
}
