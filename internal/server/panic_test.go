// SPDX-License-Identifier: Apache-2.0

package server

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A panic is answered and logged with its place, and what it says is not.
func TestPanicIsAnsweredAndLogged(t *testing.T) {
	var none []int
	for name, c := range map[string]struct {
		panics    func()
		want, not string
	}{
		"index": {func() { _ = none[3] }, "index out of range [3] with length 0", ""},
		"text":  {func() { panic("Zhang Weimin wrote this") }, "panic=string", "Zhang"},
		"error": {func() { panic(errors.New("Zhang Weimin wrote this")) }, "panic=*errors.errorString", "Zhang"},
	} {
		var log bytes.Buffer
		mux := http.NewServeMux()
		mux.HandleFunc("GET /x/{id}", func(http.ResponseWriter, *http.Request) { c.panics() })
		h := caught(mux, slog.New(slog.NewTextHandler(&log, nil)))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/x/139", nil))
		if got := log.String(); w.Code != 500 || !strings.Contains(got, c.want) || !strings.Contains(got, "TestPanicIsAnsweredAndLogged") || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%s: status %d, log %s", name, w.Code, got)
		}
	}
}
