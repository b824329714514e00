// SPDX-License-Identifier: Apache-2.0

package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

const (
	// chunkLen is how much of a file is sealed at once: a reader gets nothing
	// that is not verified, and holds this much in memory.
	chunkLen = 64 << 10
	// blobFloor is the least padded length of a file: a block of the disk.
	blobFloor = 4 << 10
	// blobMagic begins a sealed file; its last octet is the version of the format.
	blobMagic = "HULANBLB\x01"
)

// stream seals a file in chunks: STREAM of Hoang, Reyhanitabar, Rogaway, Vizár,
// "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance",
// CRYPTO 2015, over AES-256-GCM. The nonce is the chunk's number (11 octets,
// big-endian) and 1 for the last chunk, 0 for others, so chunks cannot be
// swapped, left out or cut off. Each file has a key of its own, used once.
type stream struct {
	aead   cipher.AEAD
	header []byte
	n      uint64
}

// newStream is the stream of the file id under its key. The header commits to
// both, as the commitment of a [box] does.
func newStream(key []byte, id string) *stream {
	okm := derive(key, 2*keyLen, "blob", id)
	block, err := aes.NewCipher(okm[:keyLen])
	if err != nil {
		panic(err) // only for keys of another length
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for ciphers of another block length
	}
	h := hmac.New(sha256.New, okm[keyLen:])
	h.Write([]byte(blobMagic))
	return &stream{aead: aead, header: append([]byte(blobMagic), h.Sum(nil)[:commitLen]...)}
}

// nonce is that of the next chunk.
func (s *stream) nonce(last bool) []byte {
	n := make([]byte, nonceLen)
	binary.BigEndian.PutUint64(n[3:], s.n)
	if last {
		n[nonceLen-1] = 1
	}
	s.n++
	return n
}

// blobLen is the padded length of a file.
func blobLen(size int64) int64 { return int64(padme(int(max(size+1, blobFloor)))) }

// seal copies r to w, sealed and padded, and says how long r was. More than
// limit is [ErrTooLarge].
func (s *stream) seal(w io.Writer, r io.Reader, limit int64) (size int64, err error) {
	if _, err := w.Write(s.header); err != nil {
		return 0, err
	}
	buf := make([]byte, chunkLen, chunkLen+tagLen)
	for {
		n, err := io.ReadFull(r, buf[:chunkLen])
		size += int64(n)
		if size > limit {
			return 0, fmt.Errorf("%w than %d octets", ErrTooLarge, limit)
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return size, s.finish(w, buf[:n], blobLen(size)-size)
		}
		if err != nil {
			return 0, err
		}
		// There is more: size+1 octets at least are to come.
		if err := s.chunk(w, buf, false); err != nil {
			return 0, err
		}
	}
}

// finish seals the end of a file and pad zeros behind it.
func (s *stream) finish(w io.Writer, end []byte, pad int64) error {
	buf := end
	for {
		room := min(int64(chunkLen-len(buf)), pad)
		at := len(buf)
		buf = buf[:at+int(room)]
		clear(buf[at:])
		pad -= room
		if err := s.chunk(w, buf, pad == 0); err != nil || pad == 0 {
			return err
		}
		buf = buf[:0]
	}
}

func (s *stream) chunk(w io.Writer, plaintext []byte, last bool) error {
	// In place: the buffer has room for the tag.
	_, err := w.Write(s.aead.Seal(plaintext[:0], s.nonce(last), plaintext, nil))
	return err
}

// opener reads what seal wrote.
type opener struct {
	s        *stream
	r        io.Reader
	buf      []byte // for a chunk
	rest     []byte // opened, not yet read
	size     int64  // still to be read
	sealed   int64  // still to be opened, with padding
	verified bool   // the header is
}

// open reads a file of a size. It gives no octet that is not verified, and EOF
// only when the last chunk is.
func (s *stream) open(r io.Reader, size int64) *opener {
	return &opener{s: s, r: r, buf: make([]byte, chunkLen+tagLen), size: size, sealed: blobLen(size)}
}

// Read gives the next verified octets.
func (o *opener) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(o.rest) == 0 {
		if o.sealed == 0 {
			return 0, o.end()
		}
		if err := o.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}

// next opens a chunk.
func (o *opener) next() error {
	if !o.verified {
		h := o.buf[:len(o.s.header)]
		if err := full(o.r, h); err != nil {
			return err
		}
		if !hmac.Equal(h, o.s.header) {
			return ErrSealed
		}
		o.verified = true
	}
	n := min(chunkLen, o.sealed)
	c := o.buf[:n+tagLen]
	if err := full(o.r, c); err != nil {
		return err
	}
	o.sealed -= n
	plaintext, err := o.s.aead.Open(c[:0], o.s.nonce(o.sealed == 0), c, nil)
	if err != nil {
		return ErrSealed
	}
	o.rest = plaintext[:min(o.size, n)]
	o.size -= int64(len(o.rest))
	return nil
}

// end is EOF when nothing follows the last chunk.
func (o *opener) end() error {
	var one [1]byte
	if n, err := io.ReadFull(o.r, one[:]); n == 0 && err == io.EOF {
		return io.EOF
	}
	return ErrSealed
}

// full reads all of p; a file that is too short was cut off.
func full(r io.Reader, p []byte) error {
	_, err := io.ReadFull(r, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrSealed
	}
	return err
}
