package bus

import (
	"context"
	"fmt"
	"log/slog"
)

// serverLog lets the embedded server write into the log.
type serverLog struct{ log *slog.Logger }

func (s serverLog) say(level slog.Level, format string, args []any) {
	s.log.Log(context.Background(), level, "bus server: "+fmt.Sprintf(format, args...))
}

// Noticef writes what happens when nothing is wrong.
func (s serverLog) Noticef(format string, args ...any) { s.say(slog.LevelDebug, format, args) }

// Warnf writes what may be wrong.
func (s serverLog) Warnf(format string, args ...any) { s.say(slog.LevelWarn, format, args) }

// Errorf writes what is wrong, such as a peer that cannot be reached.
func (s serverLog) Errorf(format string, args ...any) { s.say(slog.LevelWarn, format, args) }

// Fatalf writes what ends the embedded server, and with it the link.
func (s serverLog) Fatalf(format string, args ...any) { s.say(slog.LevelError, format, args) }

// Debugf writes nothing: it is turned off.
func (s serverLog) Debugf(string, ...any) {}

// Tracef writes nothing: it is turned off.
func (s serverLog) Tracef(string, ...any) {}
