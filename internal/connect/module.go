package connect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// Module answers the caller's module of that kind and key in one place: a room, or 0 for the whole group.
// spec: rest-v2, 4.10
func (h *Host) Module(ctx context.Context, p *chat.Principal, roomID int64, kind, key string) (chat.Module, error) {
	found, err := h.store.Modules(ctx, chat.ModuleFilter{InstallationID: p.InstallationID, RoomIDs: []int64{roomID}, Kind: kind, Key: key})
	if err != nil {
		return chat.Module{}, err
	}
	if p.InstallationID == 0 || len(found) == 0 {
		return chat.Module{}, NoModule(kind, key)
	}
	return found[0], nil
}

// NoModule is the error about a module that is not there.
func NoModule(kind, key string) error {
	return chat.Errorf(chat.NotFound, "Extension not found: %s '%s' not found", kind, hipchat.Abridge(key))
}

// PutModule makes the caller's module, or replaces the one that it made there before. raw is what KeyedModule answered.
// spec: rest-v2, 4.10
func (h *Host) PutModule(ctx context.Context, p *chat.Principal, room *chat.Room, kind, key string, raw json.RawMessage) error {
	if p.InstallationID == 0 {
		return chat.Errorf(chat.Forbidden, "Only an add-on has modules")
	}
	if err := h.notDeclared(ctx, p, kind, key); err != nil {
		return err
	}
	if err := h.showableModule(p.Name, kind, raw); err != nil {
		return err
	}
	var body bytes.Buffer
	if err := json.Compact(&body, raw); err != nil {
		return fmt.Errorf("compact module: %w", err)
	}
	_, err := h.store.PutModule(ctx, chat.Module{
		InstallationID: p.InstallationID, RoomID: idOf(room), Kind: kind, Key: key, Body: body.Bytes(), Created: h.now().UTC(),
	}, hipchat.MaxRuntimeModules)
	switch {
	case errors.Is(err, chat.ErrLimit):
		return chat.Errorf(chat.Invalid, "There are already %d modules of the kind %s here that are not in the add-on's descriptor; remove one first", hipchat.MaxRuntimeModules, kind)
	case errors.Is(err, chat.ErrDuplicate):
		return declaredAlready(kind, key)
	case err != nil:
		return err
	}
	h.tellModulesChanged(room)
	return nil
}

// notDeclared refuses the key of a declared module, wherever the add-on declared it.
func (h *Host) notDeclared(ctx context.Context, p *chat.Principal, kind, key string) error {
	same, err := h.store.Modules(ctx, chat.ModuleFilter{InstallationID: p.InstallationID, Kind: kind, Key: key})
	if err != nil {
		return err
	}
	for _, m := range same {
		if m.Declared {
			return declaredAlready(kind, key)
		}
	}
	return nil
}

func declaredAlready(kind, key string) error {
	return chat.Errorf(chat.Forbidden, "The %s '%s' is declared in the add-on's descriptor and can be neither changed nor deleted by REST", kind, hipchat.Abridge(key))
}

// DeleteModule removes the caller's module, unless its descriptor declares it. spec: rest-v2, 4.10
func (h *Host) DeleteModule(ctx context.Context, p *chat.Principal, room *chat.Room, kind, key string) error {
	m, err := h.Module(ctx, p, idOf(room), kind, key)
	if err != nil {
		return err
	}
	if m.Declared {
		return declaredAlready(kind, key)
	}
	err = h.store.DeleteModule(ctx, m.ID)
	if errors.Is(err, chat.ErrNotFound) {
		return NoModule(kind, key)
	}
	if err == nil {
		h.tellModulesChanged(room)
	}
	return err
}

// KeyedModule checks a module that comes by REST, and gives it the key of its path when it has none.
// spec: rest-v2, 4.10
func KeyedModule(kind, key string, raw json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		return nil, chat.Violates(hipchat.WrongType(kind, hipchat.Abridge(string(raw)), "object"))
	}
	if given, ok := members["key"]; !ok || string(given) == "null" {
		var err error
		if members["key"], err = json.Marshal(key); err != nil {
			return nil, fmt.Errorf("module key: %w", err)
		}
		if raw, err = json.Marshal(members); err != nil {
			return nil, fmt.Errorf("module: %w", err)
		}
	}
	if v := hipchat.CheckModule(kind, raw); v != nil {
		return nil, chat.Violates(v)
	}
	if given := keyOf(raw); given != key {
		return nil, chat.Violates(&hipchat.Violation{Field: "key", Rule: hipchat.RuleFormat, Value: given, Expected: "the key in the path, '" + hipchat.Abridge(key) + "'"})
	}
	return raw, nil
}

func keyOf(module json.RawMessage) string {
	var m struct {
		Key string `json:"key"`
	}
	_ = json.Unmarshal(module, &m) // it has been checked
	return m.Key
}

// declaredModules are the modules of a descriptor beside its webhooks. They belong where the add-on is installed.
func declaredModules(descriptor json.RawMessage, in chat.Installation, now time.Time) ([]chat.Module, error) {
	var d struct {
		Capabilities map[string]json.RawMessage `json:"capabilities"`
	}
	if err := json.Unmarshal(descriptor, &d); err != nil {
		return nil, fmt.Errorf("descriptor: %w", err)
	}
	var all []chat.Module
	for _, kind := range hipchat.ModuleKinds() {
		if kind == hipchat.KindWebhook || len(d.Capabilities[kind]) == 0 {
			continue
		}
		var modules hipchat.Modules[json.RawMessage]
		if err := json.Unmarshal(d.Capabilities[kind], &modules); err != nil {
			return nil, fmt.Errorf("descriptor: %s: %w", kind, err)
		}
		for _, m := range modules {
			all = append(all, chat.Module{RoomID: in.RoomID, Kind: kind, Key: keyOf(m), Body: m, Created: now.UTC()})
		}
	}
	return all, nil
}

// idOf answers 0, the whole group, for no room.
func idOf(room *chat.Room) int64 {
	if room == nil {
		return 0
	}
	return room.ID
}
