// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// benchSize is the size of a benchmark's document: larger than a core's caches.
const benchSize = 32 << 20

// pageSize is the size of a large page.
const pageSize = 512 << 10

// repeat returns line again and again until it fills size bytes; %d in it is
// the number of the repetition.
func repeat(line string, size int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < size; i++ {
		if strings.Contains(line, "%d") {
			fmt.Fprintf(&b, line, i)
		} else {
			b.WriteString(line)
		}
	}
	return b.Bytes()
}

// BenchmarkRead measures what it costs to get all segments of a document,
// which is the price that every scan pays before it looks at anything.
func BenchmarkRead(b *testing.B) {
	const prose = "二〇二六年十一月二十四日，社区论坛里有人贴出了一份名单，请大家不要转发。 "
	for _, c := range []struct {
		name, file string
		doc        []byte
	}{
		{"text/ascii", "a.log", repeat("2026-11-24T08:21:07Z INFO request served in 12ms path=/v1/check id=%d\n", benchSize)},
		{"text/chinese", "a.txt", repeat(prose+"\n", benchSize)},
		{"text/oneline", "a.txt", repeat(prose, benchSize)},
		{"text/gb18030", "a.txt", encoded("gb18030", string(repeat(prose+"\n", benchSize/2)))},
		{"text/utf16", "a.txt", encoded("utf-16le", string(repeat(prose+"\n", benchSize/2)))},
		{"jsonl/raw", "a.jsonl", repeat(`{"id":%d,"author":"user","body":"the quick brown fox jumps over the lazy dog"}`+"\n", benchSize)},
		{"jsonl/escaped", "a.jsonl", repeat(`{"id":%d,"author":"user","body":"\u4e8c\u3007\u4e8c\u516d\n"}`+"\n", benchSize)},
		{"json/raw", "a.json", append(append([]byte("["), repeat(`{"id":%d,"author":"user","body":"the quick brown fox jumps over the lazy dog"},`+"\n", benchSize)...), "{}]"...)},
		{"csv/plain", "a.csv", repeat("%d,user,shanghai,13800000000,2026-11-24,on the way\n", benchSize)},
		{"csv/quoted", "a.csv", repeat(`"%d","user","shanghai","13800000000","2026-11-24","on, the way"`+"\n", benchSize)},
		{"html", "a.html", repeat(`<div class="post" id="p%d"><p>the quick <b>brown</b> fox jumps over the lazy dog &amp; runs</p></div>`+"\n", pageSize)},
		{"xml", "a.xml", repeat(`<post id="p%d"><author>user</author><body>the quick brown fox jumps over the lazy dog</body></post>`+"\n", pageSize)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.doc)))
			b.ReportAllocs()
			var r Reader
			for b.Loop() {
				if err := r.Reset(bytes.NewReader(c.doc), Options{Name: c.file}); err != nil {
					b.Fatal(err)
				}
				for {
					if _, err := r.Next(); errors.Is(err, io.EOF) {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkSmallFiles measures a tree of small files with one Reader.
func BenchmarkSmallFiles(b *testing.B) {
	doc := repeat("func main() { fmt.Println(%d) }\n", 3000)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	var r Reader
	for b.Loop() {
		if err := r.Reset(bytes.NewReader(doc), Options{Name: "main.go"}); err != nil {
			b.Fatal(err)
		}
		for _, err := r.Next(); err == nil; _, err = r.Next() {
		}
	}
}

// BenchmarkPlace measures one place, asked for in a piece of 256 KiB.
func BenchmarkPlace(b *testing.B) {
	for _, c := range []struct{ name, file, line string }{
		{"text", "a.txt", "the quick brown fox jumps over the lazy dog\n"},
		{"csv", "a.csv", "1,user,shanghai,13800000000,2026-11-24,on the way\n"},
		{"jsonl", "a.jsonl", `{"id":1,"author":"user","body":"the quick brown fox"}` + "\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, err := NewBytes(repeat(c.line, pieceSize), Options{Name: c.file})
			if err != nil {
				b.Fatal(err)
			}
			s, err := r.Next()
			if err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				i = (i + 7919) % len(s.Text)
				s.Place(i)
			}
		})
	}
}
