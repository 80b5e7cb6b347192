package hipchattest

import "fmt"

// Install installs an add-on from the address of its descriptor as an administrator does who agrees to all that it asks for:
// into the room or, for "", for the whole group. It answers the installation's OAuth id, which is its name. The error says
// why the server or the add-on did not agree.
func (s *Server) Install(descriptorURL, room string) (oauthID string, err error) {
	preview, err := s.remote.PreviewAddon(s.t.Context(), descriptorURL, room)
	if err != nil {
		return "", err
	}
	in, err := s.remote.InstallAddon(s.t.Context(), preview, room)
	if err != nil {
		return "", err
	}
	s.installed[in.OAuthID] = in.ID
	return in.OAuthID, nil
}

// Uninstall removes what Install installed. The add-on's client is dead at once, and it is told soon afterwards.
func (s *Server) Uninstall(oauthID string) {
	s.t.Helper()
	_, err := s.remote.RemoveAddon(s.t.Context(), s.number(oauthID))
	s.must(err)
}

// PageURL is the address at which a browser in the room opens a page of an installed add-on now, or asks for a glance. kind is
// hipchat.KindWebPanel, KindDialog, KindExternalPage or KindGlance with the module's key, or "configurable" or "adminPage"
// with none.
func (s *Server) PageURL(oauthID, kind, key string) string {
	s.t.Helper()
	address, err := s.remote.SignURL(s.t.Context(), s.number(oauthID), kind, key, s.RoomID)
	s.must(err)
	return address
}

func (s *Server) number(oauthID string) int64 {
	s.t.Helper()
	id, ok := s.installed[oauthID]
	if !ok {
		s.must(fmt.Errorf("there is no installation %q", oauthID))
	}
	return id
}
