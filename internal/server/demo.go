// SPDX-License-Identifier: Apache-2.0

package server

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/config"
	"github.com/hulanhq/hulan/internal/desk"
	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

//go:embed demo/complaints.json
var demoComplaints []byte

// demoCase is a made-up complaint and what happens to it.
type demoCase struct {
	Lang       string   `json:"lang"`
	Days       int      `json:"days"`
	Categories []string `json:"categories"`
	Relation   string   `json:"relation"`
	Places     []string `json:"places"`
	What       string   `json:"what"`
	Remedies   []string `json:"remedies"`
	Mode       string   `json:"mode"`
	Contact    string   `json:"contact"`
	Name       string   `json:"name"`
	// Walk lists steps as event:outcome:text or event:text.
	Walk []string `json:"walk"`
}

// Demo is a service with a made-up platform in it.
type Demo struct {
	*Service
	People   []DemoPerson
	Receipts []desk.Receipt
	offset   atomic.Int64 // what the demonstration's clock is behind, in ns
}

// OpenDemo opens a service on an empty database and fills it: staff of every
// role, and complaints in every state, made over the last three weeks. Nothing
// in it is anybody's.
func OpenDemo(ctx context.Context, c *config.Config, log *slog.Logger) (*Demo, error) {
	d := &Demo{}
	now := func() time.Time { return time.Now().Add(-time.Duration(d.offset.Load())) }
	d.offset.Store(int64(24 * 24 * time.Hour))
	var err error
	if d.Service, err = Open(ctx, c, log, now); err != nil {
		return nil, err
	}
	if err := d.fill(ctx); err != nil {
		return nil, fmt.Errorf("demonstration: %w", err)
	}
	d.offset.Store(0)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /demo", d.page)
	mux.Handle("/", d.handler)
	d.handler = mux
	return d, nil
}

func (d *Demo) fill(ctx context.Context) error {
	add := func(name string, r account.Role) error {
		p := DemoPerson{Roles: []account.Role{r}, Name: "Demo " + name, Email: name + "@clearbrook.example", Locale: "zh-CN", Password: "lantern orchard " + name + " quartz"}
		if len(d.People) > 0 {
			p.Second = d.People[0].ID
		}
		if err := d.Join(ctx, &p); err != nil {
			return err
		}
		d.People = append(d.People, p)
		return nil
	}
	for _, r := range account.Roles {
		if err := add(string(r.Role), r.Role); err != nil {
			return err
		}
	}
	if err := add("officer2", account.Officer); err != nil {
		return err
	}
	var cases []demoCase
	if err := json.Unmarshal(demoComplaints, &cases); err != nil {
		return err
	}
	for _, c := range cases {
		if err := d.complaint(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) complaint(ctx context.Context, c demoCase) error {
	at := time.Duration(c.Days) * 24 * time.Hour
	d.offset.Store(int64(at + 2*time.Hour))
	if c.Mode == "" {
		c.Mode = string(desk.Anonymous)
	}
	f := &desk.Form{
		Lang: c.Lang, Channel: desk.Web, Mode: desk.Mode(c.Mode), Categories: c.Categories, Relation: desk.Relation(c.Relation), Remedies: c.Remedies,
		What: docket.Text(c.What), Contact: docket.Text(c.Contact), Name: docket.Text(c.Name),
	}
	for _, p := range c.Places {
		f.Places = append(f.Places, docket.Text(p))
	}
	r := desk.NewReceipt()
	sub, err := d.Desk.File(ctx, f, r, store.NewID(), docket.Actor{Kind: docket.Person})
	if err != nil {
		return err
	}
	d.Receipts = append(d.Receipts, r)
	for i, step := range c.Walk {
		// Some hours between two steps, as far as the days allow.
		d.offset.Store(int64(max(at-time.Duration(i+1)*7*time.Hour, time.Hour/time.Duration(i+1))))
		if err := d.walk(ctx, sub.CaseID, step); err != nil {
			return fmt.Errorf("%s: %s: %w", sub.Ref, step, err)
		}
	}
	return nil
}

func (d *Demo) walk(ctx context.Context, id, step string) error {
	event, rest, _ := strings.Cut(step, ":")
	officer := d.People[1].ID
	if event == string(docket.Overturn) || event == string(docket.Uphold) {
		officer = d.People[len(d.People)-1].ID
	}
	do := docket.Doing{Event: docket.Event(event), Actor: docket.Actor{Kind: docket.Staff, ID: officer}, Text: rest}
	switch do.Event {
	case docket.Answer, docket.Appeal, docket.Withdraw:
		do.Actor = docket.Actor{Kind: docket.Person}
	case docket.Respond:
		do.Outcome, do.Text, _ = strings.Cut(rest, ":")
	}
	_, err := d.Desk.Act(ctx, id, do)
	return err
}

var demoPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("demo").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Demonstration · Hulan</title></head>
<body><main><h1>Demonstration</h1><p>Made-up people. Sign in at <a href="/staff/signin">/staff/signin</a>; codes change every 30 seconds and are good once.</p>
<table><thead><tr><th scope="col">Role</th><th scope="col">E-mail</th><th scope="col">Password</th><th scope="col">Code now</th><th scope="col">Next code</th></tr></thead><tbody>
{{range .People}}<tr><th scope="row">{{range .Roles}}{{.}}{{end}}</th><td>{{.Email}}</td><td><code>{{.Password}}</code></td><td><code>{{.Code}}</code></td><td><code>{{.Next}}</code></td></tr>{{end}}</tbody></table>
<h2>Receipts to follow up with</h2><ol>{{range .Receipts}}<li><code>{{.}}</code></li>{{end}}</ol></main></body></html>`))
})

// page shows how to sign in to the demonstration.
func (d *Demo) page(w http.ResponseWriter, _ *http.Request) {
	type row struct {
		DemoPerson
		Code, Next string
	}
	var rows []row
	for _, p := range d.People {
		code, err1 := totp.GenerateCode(p.Secret, d.DB.Now())
		next, err2 := totp.GenerateCode(p.Secret, d.DB.Now().Add(30*time.Second))
		if err1 != nil || err2 != nil {
			http.Error(w, "no codes", http.StatusInternalServerError)
			return
		}
		rows = append(rows, row{p, code, next})
	}
	var receipts []string
	for _, r := range d.Receipts {
		receipts = append(receipts, strings.Join(r.Groups(), " "))
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	w.Header().Set("Cache-Control", "no-store")
	if err := demoPage().Execute(w, map[string]any{"People": rows, "Receipts": receipts}); err != nil {
		d.log.Error("demonstration page", "error", err.Error())
	}
}
