// SPDX-License-Identifier: Apache-2.0

// Package config holds the settings of a service: one struct, filled from one
// YAML file, environment variables and flags, each stronger than the one before.
//
//	c, err := config.Load(config.Options{Path: "hulan.yaml"})
//
// The comments of the fields in fields.go are the manual: [Docs] renders
// docs/configuration.md from them, and a test compares the two. A setting
// that is not given has its default; nothing has to be set to begin.
//
// What it promises: a key that does not exist is an error with the nearest one
// that does, wherever it was written; an error names the setting, what it got
// and what is allowed, all errors at once; a [Secret] is never part of an error
// or of a log line. [Config.Check] then looks at the world: folders, files, the
// mail server. It knows nothing of the database and of the law; who opens those
// checks what belongs to them.
package config

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Options says where settings come from.
type Options struct {
	// Path is the YAML file. Empty means the one that HULAN_CONFIG names, or none.
	Path string
	// Env holds variables as NAME=value. nil means those of the process; an
	// empty slice that is not nil means none.
	Env []string
	// Flags holds what the command line says, by key: "mail.port" → "465".
	Flags map[string]string
}

// Error is what is wrong with one setting.
type Error struct {
	// Field is the key, such as mail.port.
	Field string
	// From is where the value was given: "hulan.yaml:12", "HULAN_MAIL_PORT",
	// "--set"; empty when it is a default or the struct was filled by a program.
	From string
	// Text is what was got and what is allowed.
	Text string
}

// Error names the setting first.
func (e *Error) Error() string {
	s := e.Field + ": " + e.Text
	if e.From != "" {
		s += " (" + e.From + ")"
	}
	return s
}

// notSettings are variables with our prefix that are no settings: the file
// itself, and what tests and benchmarks of this project read.
var notSettings = []string{"HULAN_CONFIG", "HULAN_CORPUS", "HULAN_REQUIRE_ALL", "HULAN_LONG", "HULAN_START", "HULAN_AXE", "HULAN_SCREENSHOTS", "HULAN_PICTURES"}

// Load reads the settings, fills in defaults and validates. Its error joins one
// [*Error] for each setting that is wrong.
func Load(o Options) (*Config, error) {
	if o.Env == nil {
		o.Env = os.Environ()
	}
	env := map[string]string{}
	for _, kv := range o.Env {
		if k, v, ok := strings.Cut(kv, "="); ok {
			env[k] = v
		}
	}
	if o.Path == "" {
		o.Path = env["HULAN_CONFIG"]
	}
	l := &loader{c: &Config{}, from: map[string]string{}}
	l.fields = fieldsOf(l.c)
	if o.Path != "" {
		l.file(o.Path)
	}
	l.environment(env)
	l.flags(o.Flags)
	l.c.path = o.Path
	l.c.fill()
	if err := l.c.Validate(); err != nil {
		l.add(err)
	}
	if err := errors.Join(l.errs...); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	return l.c, nil
}

// add notes errors of Validate with the place where the value was given. A
// setting that could not be read has been reported already.
func (l *loader) add(err error) {
	all, ok := err.(interface{ Unwrap() []error })
	if !ok {
		l.errs = append(l.errs, err)
		return
	}
	for _, err := range all.Unwrap() {
		if e, ok := errors.AsType[*Error](err); ok {
			if l.bad[e.Field] {
				continue
			}
			e.From = l.from[e.Field]
		}
		l.errs = append(l.errs, err)
	}
}

// fill gives every setting that is zero its default.
func (c *Config) fill() {
	for _, f := range fieldsOf(c) {
		if f.def != "" && f.value.IsZero() {
			if err := f.set([]string{f.def}); err != nil {
				panic("default of " + f.key + ": " + err.Error()) // a test sets every default
			}
		}
	}
	if c.PublicURL == "" {
		if _, port, ok := cutLast(c.Listen, ":"); ok {
			c.PublicURL = "http://localhost:" + port
		}
	}
	if c.Mail.Port == 0 {
		c.Mail.Port = 587
		if c.Mail.TLS == "implicit" {
			c.Mail.Port = 465
		}
	}
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
