package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const callColumns = `at, took, method, route, path, status, token_id, user_id, installation_id, bound_room_id, room_id, address,
	request_id, request_header, request_body, response_header, response_body`

// AddCalls writes calls down in one transaction.
func (s *Store) AddCalls(ctx context.Context, calls []chat.Call) error {
	if len(calls) == 0 {
		return nil
	}
	rows := make([]callRow, len(calls))
	for i := range calls {
		row, err := rowOf(&calls[i])
		if err != nil {
			return s.explain("add calls", err)
		}
		rows[i] = row
	}
	return s.explain("add calls", s.dialect.addCalls(ctx, s.write, rows))
}

// callRow is a call with what is not kept as it is.
type callRow struct {
	*chat.Call
	request, response string // the headers
}

func rowOf(c *chat.Call) (callRow, error) {
	request, err := json.Marshal(c.RequestHeader)
	if err != nil {
		return callRow{}, err
	}
	response, err := json.Marshal(c.ResponseHeader)
	return callRow{c, string(request), string(response)}, err
}

// Call answers the call with the id.
func (s *Store) Call(ctx context.Context, id int64) (chat.Call, error) {
	c, err := scanCall(s.read.QueryRowContext(ctx, `SELECT id, `+callColumns+` FROM incoming_call WHERE id = $1`, id))
	return c, s.explain("call", err)
}

// Calls answers those that the filter selects, newest first.
func (s *Store) Calls(ctx context.Context, f chat.CallFilter) ([]chat.Call, error) {
	query, p := callQuery(f)
	list, err := collect(ctx, s.read, scanCall, query, p...)
	return list, s.explain("calls", err)
}

// callQuery says of what has an index of some rows that it is one of them: a parameter could be any.
func callQuery(f chat.CallFilter) (query string, p params) {
	var where []string
	for _, c := range []struct {
		condition string
		value     int64
	}{
		{`token_id = `, f.TokenID}, {`installation_id <> 0 AND installation_id = `, f.InstallationID}, {`room_id = `, f.RoomID},
		{`bound_room_id <> 0 AND bound_room_id = `, f.BoundRoomID},
		{`status = `, int64(f.Status)}, {`at >= `, micros(f.Since)}, {`at < `, micros(f.Until)}, {`id < `, f.Before},
	} {
		if c.value != 0 {
			where = append(where, c.condition+p.add(c.value))
		}
	}
	for column, value := range map[string]string{`method`: f.Method, `route`: f.Route} {
		if value != "" {
			where = append(where, column+` = `+p.add(value))
		}
	}
	if f.Failed {
		where = append(where, `status >= 400`)
	}
	if f.Text != "" {
		like := p.add("%" + likeText.Replace(strings.ToLower(f.Text)) + "%")
		where = append(where, `(lower(path) LIKE `+like+` ESCAPE '\' OR lower(request_body) LIKE `+like+` ESCAPE '\'
			OR lower(response_body) LIKE `+like+` ESCAPE '\')`)
	}
	return `SELECT id, ` + callColumns + ` FROM incoming_call` + conditions(where) + ` ORDER BY id DESC LIMIT ` + p.add(max(0, f.Limit)), p
}

func scanCall(s scanner) (chat.Call, error) {
	var c chat.Call
	var at, took int64
	var request, response []byte
	err := s.Scan(&c.ID, &at, &took, &c.Method, &c.Route, &c.Path, &c.Status, &c.TokenID, &c.UserID, &c.InstallationID,
		&c.BoundRoomID, &c.RoomID, &c.Address, &c.RequestID, &request, &c.RequestBody, &response, &c.ResponseBody)
	if err != nil {
		return c, err
	}
	c.At, c.Took = fromMicros(at), time.Duration(took)*time.Microsecond
	if err := json.Unmarshal(request, &c.RequestHeader); err != nil {
		return c, err
	}
	return c, json.Unmarshal(response, &c.ResponseHeader)
}

// maxCalls bounds the log of calls, whatever its time.
const maxCalls = 500_000

// DeleteCalls removes calls from before the time, and the oldest when there are too many.
func (s *Store) DeleteCalls(ctx context.Context, before time.Time) error {
	err := s.deleteInParts(ctx, `DELETE FROM incoming_call WHERE id IN (SELECT id FROM incoming_call WHERE at < $1 LIMIT $2)`, before)
	if err != nil {
		return s.explain("delete calls", err)
	}
	for {
		n, err := exec(ctx, s.write, `DELETE FROM incoming_call WHERE id IN (SELECT id FROM incoming_call
			WHERE id <= (SELECT max(id) FROM incoming_call) - $1 ORDER BY id LIMIT $2)`, maxCalls, deletedAtOnce)
		if err != nil || n < deletedAtOnce {
			return s.explain("delete calls", err)
		}
	}
}
