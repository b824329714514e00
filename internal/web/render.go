// SPDX-License-Identifier: Apache-2.0

package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
)

// parse reads every page of html/ together with the layouts and parts, whose
// names begin with an underscore.
func (w *Web) parse(dir fs.FS) (map[string]*template.Template, error) {
	shared, err := fs.Glob(dir, "html/_*.html")
	if err != nil {
		return nil, err
	}
	all, err := fs.Glob(dir, "html/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range all {
		base := path.Base(name)
		if strings.HasPrefix(base, "_") {
			continue
		}
		t, err := template.New(base).Funcs(w.funcs()).ParseFS(dir, append(shared, name)...)
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(base, ".html")] = t
	}
	return pages, nil
}

// view is what a template sees: the page's own data as .D, the rest of all.
type view struct {
	w        *Web
	D        any
	Lang     string
	Path     string
	Platform string
	Who      any
	Now      time.Time
	Exit     string
	Asset    string
	// Theme is light or dark in the console, where its reader chose one.
	Theme string
}

// T is the words of a key, see [catalogue.html].
func (v view) T(key string, args ...any) template.HTML { return v.w.lang.html(v.Lang, key, args...) }

// Has says whether a key has words.
func (v view) Has(key string) bool { return v.w.lang.has(v.Lang, key) }

// Bad says whether a field of the form has a problem.
func (v view) Bad(field string) bool {
	d, _ := v.D.(map[string]any)
	list, _ := d["Problems"].([]problem)
	return slices.ContainsFunc(list, func(p problem) bool { return p.Field == field })
}

// InForm says whether the page holds answers, so that the language is switched
// by the form and not by a link.
func (v view) InForm() bool {
	d, _ := v.D.(map[string]any)
	in, _ := d["InForm"].(bool)
	return in
}

// ByMail says whether complaints come in by mail too.
func (v view) ByMail() bool { return v.w.opts.ByMail }

// Languages lists those that the pages are there in.
func (v view) Languages() []string { return v.w.opts.Languages }

// Brand is how the operator's platform looks.
func (v view) Brand() Brand { return v.w.opts.Brand }

// MayAttach says whether files are taken.
func (v view) MayAttach() bool { return v.w.opts.Desk.Limits().Files > 0 }

func (w *Web) funcs() template.FuncMap {
	return template.FuncMap{
		// dict passes several values to a part.
		"dict": func(pairs ...any) (map[string]any, error) {
			m := map[string]any{}
			if len(pairs)%2 != 0 {
				return nil, fmt.Errorf("dict: %d values", len(pairs))
			}
			for i := 0; i < len(pairs); i += 2 {
				m[fmt.Sprint(pairs[i])] = pairs[i+1]
			}
			return m, nil
		},
		"list": func(v ...any) []any { return v },
		"add":  func(a, b int) int { return a + b },
		"join": strings.Join,
		"str":  func(v any) string { return fmt.Sprint(v) },
	}
}

// render writes a page in a layout, "public" or "staff". Nothing is sent until
// the whole page is made.
func (w *Web) render(q *request, page, layout string, data any) {
	t, ok := w.pages[page]
	if !ok {
		w.log.Error("no such page", "page", page)
		http.Error(q.w, "internal error", http.StatusInternalServerError)
		return
	}
	v := view{w: w, D: data, Lang: q.lang, Path: q.r.URL.Path, Platform: w.opts.Platform[q.lang], Who: who(q), Now: q.now, Exit: w.opts.Exit, Asset: w.asset}
	if layout == "staff" {
		v.Theme = themeFor(q)
	}
	var buf bytes.Buffer
	if err := t.ExecuteTemplate(&buf, layout, v); err != nil {
		w.log.Error("page failed", "page", page, "error", err.Error())
		http.Error(q.w, "internal error", http.StatusInternalServerError)
		return
	}
	q.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = q.w.Write(buf.Bytes()) // the reader may have left
}

// who keeps a nil session a nil value.
func who(q *request) any {
	if q.who == nil {
		return nil
	}
	return q.who
}

// assetVersion is a short hash of everything under /static/, so that a new version
// has a new address and may be cached for good.
func assetVersion(b Brand) string {
	h := sha256.New()
	h.Write([]byte(b.Colours))
	h.Write(b.Logo)
	_ = fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(files, name)
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)[:4])
}

// room is a part of the console in its bar.
type room struct {
	Path, Key string
	Here      bool
	need      account.Right
}

// Rooms lists the parts of the console that the reader may enter.
func (v view) Rooms() []room {
	who, _ := v.Who.(*account.Session)
	if who == nil {
		return nil
	}
	var out []room
	for _, r := range rooms() {
		if r.need == signedIn || who.Actor.May(r.need) {
			r.Here = v.Path == r.Path || strings.HasPrefix(v.Path, r.Path+"/")
			out = append(out, r)
		}
	}
	return out
}

// Keys are the keys to press for something that the console's script does.
func (v view) Keys(name string) []string {
	switch name {
	case "find":
		return []string{"/"}
	case "help":
		return []string{"?"}
	case "go_q", "go_o":
		return []string{"g", name[3:]}
	}
	return []string{name}
}

// WhoName is the reader's own name, for their eyes.
func (v view) WhoName() string {
	who, _ := v.Who.(*account.Session)
	if who == nil {
		return ""
	}
	return who.Name.Clear()
}

// rooms lists all parts of the console in their order.
func rooms() []room {
	return []room{
		{Path: "/staff/overview", Key: "room.overview", need: account.StatsRead},
		{Path: "/staff/queue", Key: "room.queue", need: account.CaseRead},
		{Path: "/staff/enter", Key: "room.enter", need: account.CaseEnter},
		{Path: "/staff/identity", Key: "room.identity", need: account.IdentityRead},
		{Path: "/staff/templates", Key: "room.templates", need: account.TemplateEdit},
		{Path: "/staff/queues", Key: "room.queues", need: account.QueueEdit},
		{Path: "/staff/people", Key: "room.people", need: account.PeopleManage},
		{Path: "/staff/keys", Key: "room.keys", need: account.KeysManage},
		{Path: "/staff/ledger", Key: "room.ledger", need: account.LedgerRead},
		{Path: "/staff/jobs", Key: "room.jobs", need: account.JobsRead},
		{Path: "/staff/settings", Key: "room.settings", need: account.SettingsRead},
	}
}
