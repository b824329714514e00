// SPDX-License-Identifier: Apache-2.0

package detect

// Stream finds personal information in a text that comes in pieces. The
// findings are those of [Engine.Append] on the whole text, however it is cut.
// Memory is bounded: about 300 KB are held.
//
//	s := e.NewStream(func(f detect.Finding) { … })
//	io.Copy(s, r)
//	s.Close()
type Stream struct {
	e    *Engine
	emit func(Finding)
	buf  []byte
	skip int   // bytes of buf that belong to units already done
	base int64 // place of buf[0] in the whole text
	out  []Finding
}

// NewStream makes a stream. emit is called for each finding, in order, with
// offsets in the whole text, from within Write and Close. It must not be nil.
func (e *Engine) NewStream(emit func(Finding)) *Stream {
	return &Stream{e: e, emit: emit}
}

// Write takes the next piece. It never fails.
func (s *Stream) Write(p []byte) (int, error) {
	n, u := len(p), s.e.plan.units
	for len(p) > 0 {
		// Take what the next unit needs and no more, so that one large piece
		// is not held as a whole.
		k := min(len(p), max(1, u.size+u.after+1-(len(s.buf)-s.skip)))
		s.buf = append(s.buf, p[:k]...)
		p = p[k:]
		s.advance(false)
	}
	return n, nil
}

// Close says that the text is complete.
func (s *Stream) Close() error {
	s.advance(true)
	s.buf, s.skip = nil, 0
	return nil
}

// Safe returns how much of the text is settled: every finding that begins
// before has been reported, and none reported later begins before it.
func (s *Stream) Safe() int64 { return s.base + int64(s.skip) }

func (s *Stream) advance(final bool) {
	for s.skip < len(s.buf) {
		end, ok := s.e.plan.units.end(s.buf, s.skip, final)
		if !ok {
			return
		}
		sc := s.e.pool.Get().(*scan)
		sc.field, sc.fieldAt = "", nil
		s.out = sc.unit(s.out[:0], s.buf, s.skip, end)
		sc.text = nil
		s.e.pool.Put(sc)
		for _, f := range s.out {
			f.Start += int(s.base)
			f.End += int(s.base)
			if f.CueEnd > 0 {
				f.CueStart += int(s.base)
				f.CueEnd += int(s.base)
			}
			s.emit(f)
		}
		s.skip = end
		if drop := s.skip - s.e.plan.units.before - 4; drop > 0 {
			s.buf = append(s.buf[:0], s.buf[drop:]...)
			s.skip -= drop
			s.base += int64(drop)
		}
	}
}
