// SPDX-License-Identifier: Apache-2.0

//go:build js && hulandocument

package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"syscall/js"

	"github.com/hulanhq/hulan/document"
	"github.com/hulanhq/hulan/internal/scan"
	"github.com/hulanhq/hulan/internal/source"
)

// scanner makes a run with an engine's options for one file: {name, format,
// encoding}. It works on the one thread that there is.
func scanner(engine, file js.Value) (s *scan.Scanner, name string, err error) {
	if _, err := engineOf(engine); err != nil {
		return nil, "", err
	}
	s, err = scan.New(scan.Options{
		Detect: options[engine.Int()], Workers: 1, NoInline: true,
		Format: textOf(file.Get("format")), Encoding: textOf(file.Get("encoding")),
	})
	return s, textOf(file.Get("name")), err
}

// findFile(engine, bytes, file) looks at a file of any format that document
// reads.
func findFile(args []js.Value) ([]byte, error) {
	s, name, err := scanner(args[0], args[2])
	if err != nil {
		return nil, err
	}
	item := source.Input(bytes.NewReader(bytesOf(args[1])))
	item.Name, item.Asked = name, true
	out := object(nil).key("findings").open('[')
	var info document.Info
	report, err := s.Run(context.Background(), func(_ context.Context, hand func(source.Item) bool, _ func(source.Skip)) error {
		hand(item)
		return nil
	}, func(d scan.Document) {
		info = d.Info
		for i := range d.Hits {
			out = out.hit(&d.Hits[i])
		}
	})
	if err != nil {
		return nil, failure{"file", err.Error()}
	}
	out = out.close(']').key("level").str(report.Grade.Level.String())
	out = out.key("format").str(info.Format).key("encoding").str(info.Encoding).key("problems").open('[')
	for _, p := range append(report.Coverage.Problems, report.Coverage.Remarks...) {
		why := p.Text
		if why == "" && p.Err != nil {
			why = p.Err.Error()
		}
		out = out.open('{').key("cause").str(string(p.Cause)).key("message").str(why).key("hole").bool(p.Hole).close('}')
	}
	return out.close(']').key("complete").bool(report.Coverage.Complete()).close('}'), nil
}

func (o jsonText) hit(h *scan.Hit) jsonText {
	o = o.open('{').key("type").str(string(h.Type)).key("kind").str(h.Kind)
	o = o.key("score").score(h.Score).key("likelihood").str(h.Likelihood().String())
	o = o.key("evidence").strs(h.Evidence.Names()).key("rule").str(h.Rule)
	o = o.key("level").str(h.Level.String()).key("masked").str(h.Masked).key("field").str(h.Field)
	o = o.key("line").int(h.Line).key("column").int(h.Column).key("path").str(h.Path)
	return o.key("startByte").int(int(h.Start)).key("endByte").int(int(h.End)).close('}')
}

// redactFile(engine, bytes, file, policy, take) cleans a file and hands the copy
// to take. It hands out nothing where something may have been overlooked.
func redactFile(args []js.Value) ([]byte, error) {
	s, name, err := scanner(args[0], args[2])
	if err != nil {
		return nil, err
	}
	r, err := redactor(args[3])
	if err != nil {
		return nil, err
	}
	var clean bytes.Buffer
	result, err := s.Clean(context.Background(), &clean, bytes.NewReader(bytesOf(args[1])), name, r.Document())
	switch {
	case errors.Is(err, document.ErrBinary):
		return nil, failure{"file", err.Error() + "; if it is text, name its encoding"}
	case err != nil:
		return nil, failure{"file", err.Error()}
	case result.Info.Truncated:
		return nil, failure{"file", "the file ends inside a character; nothing was written"}
	case len(result.Doubts) > 0:
		return nil, failure{"file", strings.Join(result.Doubts, "; ") + "; nothing was written, since something may have been overlooked: name the format or the encoding"}
	}
	copied := js.Global().Get("Uint8Array").New(clean.Len())
	js.CopyBytesToJS(copied, clean.Bytes())
	args[4].Invoke(copied)
	out := object(nil).key("replaced").int(result.Replaced).key("byType").open('{')
	for t, n := range result.ByType {
		out = out.key(string(t)).int(n)
	}
	out = out.close('}').key("format").str(result.Info.Format).key("encoding").str(result.Info.Encoding)
	return out.close('}'), nil
}
