// SPDX-License-Identifier: Apache-2.0

package redact

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/hulanhq/hulan/detect"
)

// maxDepth bounds how deep [Redactor.Struct] follows pointers and containers:
// far beyond any honest record, far below what would fill a stack.
const maxDepth = 100

// Struct replaces, in place, every string below v whose field has a tag with
// its type, and optionally its kind:
//
//	type Order struct {
//		Buyer  string   `pii:"PERSON"`
//		Phones []string `pii:"PHONE_NUMBER,cn_mobile"`
//		Ship   Address  // looked into
//		Note   string   // left alone
//	}
//
// A tag counts for everything inside its field: pointers, slices, arrays, map
// values, byte slices (as text), structs. V must be a pointer that is not nil.
// All values share one [Document].
//
// Struct fails closed: a tagged field that it cannot change (unexported, a
// number, an interface that holds no string, pointer, slice or map) is an
// error that names the field. Fields handled before stay replaced. Map keys and
// what lies inside unexported fields are not looked at.
func (r *Redactor) Struct(v any) error {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("redact %T: want a pointer that is not nil", v)
	}
	w := walker{d: r.Document(), seen: map[visit]bool{}}
	if err := w.walk(p, detect.Finding{}, 0); err != nil {
		return fmt.Errorf("redact %T: %w", v, err)
	}
	return nil
}

type walker struct {
	d    *Document
	seen map[visit]bool
}

// visit marks a pointer, map or slice that was followed, so that a circle ends
// and nothing is replaced twice.
type visit struct {
	p   uintptr
	n   int
	typ reflect.Type
	pii detect.Type // the same string may be met under two tags, or under none first
}

// walk replaces what lies below v as a finding of type f.Type, which is empty
// outside tagged fields.
func (w *walker) walk(v reflect.Value, f detect.Finding, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	if !v.CanInterface() && v.Kind() != reflect.Struct && v.Kind() != reflect.Pointer { // an embedded unexported type
		if f.Type != "" {
			return errors.New("is not exported and cannot be changed")
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return w.fields(v, f, depth)
	case reflect.Pointer:
		if v.IsNil() || w.again(v, 0, f) {
			return nil
		}
		return w.walk(v.Elem(), f, depth+1)
	case reflect.Slice:
		if w.again(v, v.Len(), f) {
			return nil
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return w.bytes(v, f)
		}
		return w.elements(v, f, depth)
	case reflect.Array:
		return w.elements(v, f, depth)
	case reflect.Map:
		return w.mapValues(v, f, depth)
	case reflect.Interface:
		return w.inside(v, f, depth)
	case reflect.String:
		if f.Type == "" {
			return nil
		}
		if !v.CanSet() {
			return errors.New("cannot be changed, pass a pointer to it")
		}
		s, err := w.d.Replace(f, v.String())
		if err == nil && v.Len() > 0 {
			v.SetString(s)
		}
		return err
	}
	if f.Type != "" {
		return fmt.Errorf("is a %v, but only text can be redacted", v.Kind())
	}
	return nil
}

func (w *walker) again(v reflect.Value, n int, f detect.Finding) bool {
	if v.Kind() == reflect.Slice && n == 0 {
		return true
	}
	id := visit{v.Pointer(), n, v.Type(), f.Type}
	if w.seen[id] {
		return true
	}
	w.seen[id] = true
	return false
}

func (w *walker) fields(v reflect.Value, f detect.Finding, depth int) error {
	for i := range v.NumField() {
		field, inner := v.Type().Field(i), f
		if tag, ok := field.Tag.Lookup("pii"); ok {
			typ, kind, _ := strings.Cut(tag, ",")
			if typ == "" {
				return fmt.Errorf("%s: the pii tag is empty, name a type such as PERSON", field.Name)
			}
			inner = detect.Finding{Type: detect.Type(typ), Kind: kind}
		}
		if !field.IsExported() && !field.Anonymous {
			if inner.Type != "" && inner != f {
				return fmt.Errorf("%s: has a pii tag but is not exported", field.Name)
			}
			continue
		}
		switch v.Field(i).Kind() { // beside text in a tagged struct stand flags and numbers
		case reflect.String, reflect.Struct, reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map, reflect.Interface:
		default:
			if inner == f {
				continue
			}
		}
		if err := w.walk(v.Field(i), inner, depth+1); err != nil {
			return fmt.Errorf("%s: %w", field.Name, err)
		}
	}
	return nil
}

func (w *walker) elements(v reflect.Value, f detect.Finding, depth int) error {
	for i := range v.Len() {
		if err := w.walk(v.Index(i), f, depth+1); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func (w *walker) bytes(v reflect.Value, f detect.Finding) error {
	if f.Type == "" {
		return nil
	}
	if !v.CanSet() {
		return errors.New("cannot be changed, pass a pointer to it")
	}
	s, err := w.d.Replace(f, string(v.Bytes()))
	if err == nil {
		v.SetBytes([]byte(s))
	}
	return err
}

// mapValues changes a copy of each value and puts it back: map values cannot
// be changed where they are. Keys stay.
func (w *walker) mapValues(v reflect.Value, f detect.Finding, depth int) error {
	if v.IsNil() || w.again(v, 0, f) {
		return nil
	}
	for _, k := range v.MapKeys() {
		c := reflect.New(v.Type().Elem()).Elem()
		c.Set(v.MapIndex(k))
		if err := w.walk(c, f, depth+1); err != nil {
			return fmt.Errorf("map value: %w", err) // the key may be personal
		}
		v.SetMapIndex(k, c)
	}
	return nil
}

// inside changes a copy of what an interface holds and puts it back.
func (w *walker) inside(v reflect.Value, f detect.Finding, depth int) error {
	if v.IsNil() {
		return nil
	}
	c := reflect.New(v.Elem().Type()).Elem()
	c.Set(v.Elem())
	if err := w.walk(c, f, depth+1); err != nil {
		return err
	}
	if v.CanSet() {
		v.Set(c)
		return nil
	}
	if f.Type != "" {
		return errors.New("cannot be changed, pass a pointer to it")
	}
	return nil
}
