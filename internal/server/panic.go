// SPDX-License-Identifier: Apache-2.0

package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
)

// caught answers a request whose handler panics with status 500 and logs where
// that was. The value of a panic may hold what somebody wrote, so only errors of
// the runtime, which name numbers and types, are logged as they are.
func caught(h http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				panic(v)
			}
			what := fmt.Sprintf("%T", v)
			if err, ok := v.(error); ok {
				if e, ok := errors.AsType[runtime.Error](err); ok {
					what = e.Error()
				}
			}
			log.Error("a handler panicked", "route", r.Pattern, "panic", what, "at", frames())
			http.Error(w, "Something broke here. It was noted. / 这里出了问题，已记录。", http.StatusInternalServerError)
		}()
		h.ServeHTTP(w, r)
	})
}

// maxFrames is how much of the stack is logged: the way from the panic to the
// handler is shorter.
const maxFrames = 24

// frames are the functions and lines that led to the panic, the last one first,
// without arguments.
func frames() string {
	pc := make([]uintptr, maxFrames)
	list := runtime.CallersFrames(pc[:runtime.Callers(4, pc)])
	var out []string
	for {
		f, more := list.Next()
		out = append(out, fmt.Sprintf("%s:%d", f.Function, f.Line))
		if !more {
			return strings.Join(out, " < ")
		}
	}
}
