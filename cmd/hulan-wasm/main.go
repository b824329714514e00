// SPDX-License-Identifier: Apache-2.0

//go:build js

// Command hulan-wasm is the engine for JavaScript: detect and redact, and with
// the tag hulandocument also document. Its users import npm/hulan.mjs, which
// loads it and turns what is said here into a typed API.
//
// The two sides speak as little as they can. A call passes strings, numbers and
// byte arrays; the answer is one string of JSON, {"error": …} when it failed. A
// text crosses once, its findings come back with offsets in bytes and in UTF-16
// code units. Nothing is kept between calls but engines and open streams, which
// JavaScript closes. No message holds a value.
package main

import (
	"os"
	"syscall/js"

	"github.com/hulanhq/hulan/detect"
)

// version is set by the build.
var version = "0.0.0-dev"

// calls are the functions that JavaScript sees, by name.
var calls = map[string]call{
	"info":       info,
	"words":      loader("words", detect.LoadWords),
	"model":      loader("model", detect.LoadModel),
	"create":     create,
	"close":      closeEngine,
	"find":       find,
	"assess":     assess,
	"redact":     redactText,
	"open":       openStream,
	"write":      writeStream,
	"end":        endStream,
	"drop":       dropStream,
	"findFile":   findFile,
	"redactFile": redactFile,
}

// call answers one call with JSON.
type call func(args []js.Value) ([]byte, error)

func main() {
	api := js.Global().Get("Object").New()
	for name, fn := range calls {
		api.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return answer(fn, args) }))
	}
	// The loader left a function under a name that it passed as an argument, so
	// that several engines can start at once and nothing global stays.
	js.Global().Get(os.Args[1]).Invoke(api)
	select {}
}

// answer runs a call. A fault in the engine is an error like any other: the
// program goes on, and the message says where, not what the text was.
func answer(fn call, args []js.Value) (out string) {
	defer func() {
		if recover() != nil {
			out = `{"error":{"code":"internal","message":"the engine met a fault of its own; the text was not changed"}}`
		}
	}()
	b, err := fn(args)
	if err != nil {
		o := object(nil).key("error")
		o = o.open('{').key("code").str(codeOf(err)).key("message").str(err.Error()).close('}')
		return string(o.close('}'))
	}
	return string(b)
}

// failure is an error that JavaScript can tell from others by its code.
type failure struct{ code, message string }

func (f failure) Error() string { return f.message }

func codeOf(err error) string {
	if f, ok := err.(failure); ok {
		return f.code
	}
	return "options"
}

// info tells the version and the types.
func info([]js.Value) ([]byte, error) {
	o := object(nil).key("version").str(version).key("types").open('[')
	for _, t := range detect.Types() {
		en, zh, _ := detect.TypeWords(t)
		c := detect.ClassOf(t, "")
		o = o.open('{').key("type").str(string(t)).key("en").str(en).key("zh").str(zh)
		o = o.key("sensitive").bool(c.Sensitive).key("words").bool(detect.NeedsWords(t)).close('}')
	}
	o = o.close(']').key("presets").open('[')
	for _, p := range detect.Presets() {
		o = o.item().str(p[0])
	}
	return o.close(']').close('}'), nil
}

// loader makes the call that hands a pack to load.
func loader(code string, load func([]byte) error) call {
	return func(args []js.Value) ([]byte, error) {
		if err := load(bytesOf(args[0])); err != nil {
			return nil, failure{code, err.Error()}
		}
		return object(nil).close('}'), nil
	}
}

// bytesOf copies a Uint8Array.
func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b
}
