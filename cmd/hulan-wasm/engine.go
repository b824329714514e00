// SPDX-License-Identifier: Apache-2.0

//go:build js

package main

import (
	"errors"
	"syscall/js"
	"time"
	"unicode/utf8"

	"github.com/hulanhq/hulan/detect"
	"github.com/hulanhq/hulan/redact"
)

// engines are those that JavaScript has not closed, by number.
var (
	engines = map[int]*detect.Engine{}
	options = map[int]detect.Options{} // that they were made with
	lastID  int
)

func nextID() int { lastID++; return lastID }

// create(preset, types, minScore, all, noModel) makes an engine.
func create(args []js.Value) ([]byte, error) {
	o := detect.Options{Preset: args[0].String(), MinScore: args[2].Float(), NoModel: args[4].Truthy()}
	for i := range args[1].Length() {
		o.Types = append(o.Types, detect.Type(args[1].Index(i).String()))
	}
	if args[3].Truthy() {
		o.Overlaps = detect.OverlapAll
	}
	e, err := detect.New(o)
	if err != nil {
		return nil, err
	}
	id := nextID()
	engines[id], options[id] = e, o
	return object(nil).key("id").int(id).close('}'), nil
}

func closeEngine(args []js.Value) ([]byte, error) {
	delete(engines, args[0].Int())
	delete(options, args[0].Int())
	return object(nil).close('}'), nil
}

func engineOf(v js.Value) (*detect.Engine, error) {
	if e := engines[v.Int()]; e != nil {
		return e, nil
	}
	return nil, failure{"closed", "this engine was closed; make another"}
}

// look finds what the text of a call holds: (engine, text, field, …).
func look(args []js.Value) (text []byte, fs []detect.Finding, err error) {
	e, err := engineOf(args[0])
	if err != nil {
		return nil, nil, err
	}
	text = []byte(args[1].String())
	return text, e.Append(nil, detect.Input{Text: text, Field: args[2].String()}), nil
}

// find(engine, text, field)
func find(args []js.Value) ([]byte, error) {
	text, fs, err := look(args)
	if err != nil {
		return nil, err
	}
	return object(nil).findings(locate(text, 0, 0, fs)).close('}'), nil
}

// assess(engine, text, field, options)
func assess(args []js.Value) ([]byte, error) {
	text, fs, err := look(args)
	if err != nil {
		return nil, err
	}
	o := args[3]
	a := detect.Assess(text, fs, detect.AssessOptions{
		Now:    moment(o.Get("now")),
		Author: stringsOf(o.Get("author")), Organisation: o.Get("organisation").Truthy(), Insider: o.Get("insider").Truthy(),
		OwnDatabase: o.Get("ownDatabase").Truthy(), Persons: intOf(o.Get("persons")),
	})
	out := object(nil).key("level").str(a.Level.String()).key("persons").int(a.Persons).key("own").bool(a.Own)
	out = out.key("reasons").open('[')
	for _, r := range a.Reasons {
		out = out.open('{').key("code").str(r.Code).key("level").str(r.Level.String())
		out = out.key("zh").str(r.ZH).key("en").str(r.EN).key("anchor").str(r.Anchor).key("findings").open('[')
		for _, i := range r.Findings {
			out = out.item().int(i)
		}
		out = out.close(']').close('}')
	}
	out = out.close(']').key("counts").open('{')
	for name, n := range a.Counts {
		out = out.key(name).int(n)
	}
	out = out.close('}').key("units").int(int(a.Units.U)).key("serious").bool(a.Units.Serious)
	out = out.key("especiallySerious").bool(a.Units.EspeciallySerious).key("note").str(a.Note)
	return out.findings(locate(text, 0, 0, fs)).close('}'), nil
}

// redactText(engine, text, field, policy)
func redactText(args []js.Value) ([]byte, error) {
	text, fs, err := look(args)
	if err != nil {
		return nil, err
	}
	r, err := redactor(args[3])
	if err != nil {
		return nil, err
	}
	clean, err := r.Document().Text(text, fs)
	if err != nil {
		return nil, failure{"internal", err.Error()}
	}
	return object(nil).key("text").str(string(clean)).findings(locate(text, 0, 0, fs)).close('}'), nil
}

// redactor reads a policy: {default, types: [[type, operator] …], key}.
func redactor(v js.Value) (*redact.Redactor, error) {
	p := redact.Policy{ByType: map[detect.Type]redact.Operator{}}
	var err error
	if p.Default, err = operator(v.Get("default")); err != nil {
		return nil, err
	}
	types := v.Get("types")
	for i := range types.Length() {
		pair := types.Index(i)
		if p.ByType[detect.Type(pair.Index(0).String())], err = operator(pair.Index(1)); err != nil {
			return nil, err
		}
	}
	if key := v.Get("key"); key.Truthy() {
		p.Key = bytesOf(key)
	}
	r, err := redact.New(p)
	if errors.Is(err, redact.ErrNoKey) {
		return nil, failure{"options", "the policy has an operator that needs a key; give a secret of at least 16 bytes as key"}
	}
	return r, err
}

// operator reads one operator, named as on the command line: "mask" shows what is
// customary for the type, "hide" is a mask that shows nothing.
func operator(v js.Value) (o redact.Operator, err error) {
	switch name := v.Get("kind").String(); name {
	case "hide":
	case "mask":
		o.KeepStart = redact.OwnForm
	case "hash":
		o.Kind = redact.KindHMAC
	case "hash-sm3":
		o.Kind, o.Hash = redact.KindHMAC, "sm3"
	default:
		if o.Kind, err = redact.ParseKind(name); err != nil {
			return o, err
		}
	}
	for field, to := range map[string]*int{"keepStart": &o.KeepStart, "keepEnd": &o.KeepEnd, "days": &o.Days, "years": &o.Years} {
		if n := v.Get(field); n.Type() == js.TypeNumber {
			*to = n.Int()
		}
	}
	if s := textOf(v.Get("maskChar")); s != "" {
		o.MaskChar, _ = utf8.DecodeRuneInString(s)
	}
	if s := textOf(v.Get("hash")); s != "" {
		o.Hash = s
	}
	o.New = textOf(v.Get("new"))
	return o, nil
}

// moment reads milliseconds since 1970; anything else is no time.
func moment(v js.Value) time.Time {
	if v.Type() != js.TypeNumber {
		return time.Time{}
	}
	return time.UnixMilli(int64(v.Float()))
}

func intOf(v js.Value) int {
	if v.Type() != js.TypeNumber {
		return 0
	}
	return v.Int()
}

// textOf reads a string; anything else is none.
func textOf(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

func stringsOf(v js.Value) (out []string) {
	if v.Type() != js.TypeObject {
		return nil
	}
	for i := range v.Length() {
		out = append(out, v.Index(i).String())
	}
	return out
}
