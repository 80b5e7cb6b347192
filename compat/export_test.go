package compat

import "context"

// Stand is a throwaway server that several checks share.
type Stand struct{ *stand }

// OpenStand starts one.
func OpenStand(ctx context.Context) (Stand, error) {
	st, err := openStand(ctx)
	return Stand{st}, err
}

// Close stops it.
func (s Stand) Close() { s.close() }

// Check is Sender.Check at a stand that is there.
func (s Stand) Check(ctx context.Context, sender Sender) (*Report, error) {
	return sender.checkAt(ctx, s.stand)
}
