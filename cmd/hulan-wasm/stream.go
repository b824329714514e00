// SPDX-License-Identifier: Apache-2.0

//go:build js

package main

import (
	"syscall/js"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
)

// stream is a text that comes in pieces. It keeps the bytes that findings may
// still point into, to count their code units.
type stream struct {
	s            *detect.Stream
	found        []detect.Finding
	text         []byte // what is kept; begins at
	base, base16 int
}

var streams = map[int]*stream{}

// How much settled text is kept for context words, and from how much on it is
// worth moving the rest.
const (
	keepBehind = 8 << 10
	worthIt    = 64 << 10
)

// openStream(engine)
func openStream(args []js.Value) ([]byte, error) {
	e, err := engineOf(args[0])
	if err != nil {
		return nil, err
	}
	st := &stream{}
	st.s = e.NewStream(func(f detect.Finding) { st.found = append(st.found, f) })
	id := nextID()
	streams[id] = st
	return object(nil).key("id").int(id).close('}'), nil
}

// writeStream(stream, bytes) takes a piece, cut anywhere.
func writeStream(args []js.Value) ([]byte, error) {
	st, err := streamOf(args[0])
	if err != nil {
		return nil, err
	}
	piece := bytesOf(args[1])
	st.text = append(st.text, piece...)
	if _, err := st.s.Write(piece); err != nil {
		return nil, failure{"internal", err.Error()}
	}
	out := st.flush()
	st.forget(int(st.s.Safe()) - keepBehind)
	return out, nil
}

// endStream(stream) says that the text is complete.
func endStream(args []js.Value) ([]byte, error) {
	st, err := streamOf(args[0])
	if err != nil {
		return nil, err
	}
	delete(streams, args[0].Int())
	if err := st.s.Close(); err != nil {
		return nil, failure{"internal", err.Error()}
	}
	return st.flush(), nil
}

// dropStream(stream) forgets a stream that was cancelled.
func dropStream(args []js.Value) ([]byte, error) {
	delete(streams, args[0].Int())
	return object(nil).close('}'), nil
}

func streamOf(v js.Value) (*stream, error) {
	if st := streams[v.Int()]; st != nil {
		return st, nil
	}
	return nil, failure{"closed", "this stream has ended; open another"}
}

// flush writes the findings that the last piece settled.
func (st *stream) flush() []byte {
	out := object(nil).findings(locate(st.text, st.base, st.base16, st.found)).key("safe").int(int(st.s.Safe()))
	st.found = st.found[:0]
	return out.close('}')
}

// forget lets go of the text before byte at of the whole.
func (st *stream) forget(at int) {
	n := at - st.base
	for n > 0 && n < len(st.text) && !utf8.RuneStart(st.text[n]) {
		n--
	}
	if n < worthIt || n > len(st.text) {
		return
	}
	units := n
	detect.ToUnit(st.text[:n], detect.UTF16, &units)
	st.text = append(st.text[:0], st.text[n:]...)
	st.base, st.base16 = st.base+n, st.base16+units
}
