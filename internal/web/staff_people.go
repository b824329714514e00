// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/store"
)

func peopleRoutes() []route {
	return []route{
		{"GET", "/staff/people", account.PeopleManage, func(w *Web, q *request) error { return w.showPeople(q, nil, nil, "") }},
		{"POST", "/staff/people", account.PeopleManage, peoplePost},
	}
}

// personView is a member of staff as the list shows them.
type personView struct {
	account.Person
	// Real names: the page is for who invites them and needs to know who is who.
	FullName, Mail string
	Me             bool
	Has            map[string]bool
}

func (w *Web) showPeople(q *request, p *posted, bad []problem, link string) error {
	all, err := w.opts.Accounts.People(q.r.Context())
	if err != nil {
		return err
	}
	var list []personView
	for _, x := range all {
		v := personView{Person: x, FullName: string(x.Name), Mail: string(x.Email), Me: x.ID == q.who.ID, Has: map[string]bool{}}
		for _, r := range x.Roles {
			v.Has[string(r)] = true
		}
		list = append(list, v)
	}
	if p == nil {
		p = &posted{}
	}
	if len(bad) > 0 {
		q.w.WriteHeader(http.StatusUnprocessableEntity)
	}
	chosen := map[string]bool{}
	for _, r := range p.Values["role"] {
		chosen[r] = true
	}
	w.render(q, "people", "staff", map[string]any{
		"People": list, "Roles": account.Roles(), "Stepped": q.who.SteppedUp(), "Problems": bad, "Link": link,
		"Name": p.Get("name"), "Email": p.Get("email"), "Chosen": chosen,
	})
	return nil
}

// stepUp says whether the reader has proved lately who they are; otherwise it
// sends them to do so and back.
func (w *Web) stepUp(q *request, back string) bool {
	if q.who.SteppedUp() {
		return true
	}
	http.Redirect(q.w, q.r, "/staff/stepup?back="+back, http.StatusSeeOther)
	return false
}

func peoplePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if !w.stepUp(q, "people") {
		return nil
	}
	if p.Get("do") == "invite" {
		return w.invite(q, p)
	}
	err = w.changePerson(q, p)
	switch {
	case errors.Is(err, account.ErrLastAdmin):
		return w.showPeople(q, nil, []problem{{"p-" + p.Get("id"), w.lang.text(q.lang, "people.last_admin")}}, "")
	case errors.Is(err, account.ErrSelfGrant):
		return w.showPeople(q, nil, []problem{{"p-" + p.Get("id"), w.lang.text(q.lang, "people.self")}}, "")
	case err != nil:
		return err
	}
	http.Redirect(q.w, q.r, "/staff/people", http.StatusSeeOther)
	return nil
}

func (w *Web) invite(q *request, p *posted) error {
	n := account.NewPerson{Name: account.Name(strings.TrimSpace(p.Get("name"))), Email: account.Name(strings.TrimSpace(p.Get("email"))), Lang: w.pick(p.Get("lang"), "")}
	for _, r := range account.Roles() {
		if slices.Contains(p.Values["role"], string(r)) {
			n.Roles = append(n.Roles, r)
		}
	}
	var bad []problem
	say := func(field, key string) { bad = append(bad, problem{field, w.lang.text(q.lang, key)}) }
	if n.Name == "" {
		say("name", "people.name_missing")
	}
	if !strings.Contains(string(n.Email), "@") {
		say("email", "people.email_bad")
	}
	if len(n.Roles) == 0 {
		say("roles", "people.roles_missing")
	}
	if len(bad) > 0 {
		return w.showPeople(q, p, bad, "")
	}
	_, token, err := w.opts.Accounts.Invite(q.r.Context(), n, q.actor().String())
	if errors.Is(err, account.ErrTaken) {
		say("email", "setup.taken")
		return w.showPeople(q, p, bad, "")
	}
	if err != nil {
		return err
	}
	return w.showPeople(q, nil, nil, strings.TrimSuffix(w.opts.Public, "/")+"/staff/setup?token="+token)
}

// changePerson changes roles or status of one person.
func (w *Web) changePerson(q *request, p *posted) error {
	ctx := q.r.Context()
	all, err := w.opts.Accounts.People(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(x account.Person) bool { return x.ID == p.Get("id") })
	if i < 0 {
		return store.ErrNotFound
	}
	who := all[i]
	switch do := p.Get("do"); do {
	case "roles":
		return w.changeRoles(q, p, who)
	case "suspended", "active":
		if who.ID == q.who.ID {
			return account.ErrSelfGrant
		}
		return w.opts.Accounts.SetStatus(ctx, who.ID, do, q.who)
	case "left":
		if who.ID == q.who.ID || p.Get("sure") == "" {
			return account.ErrSelfGrant
		}
		return w.opts.Accounts.SetStatus(ctx, who.ID, do, q.who)
	}
	return &httpError{status: http.StatusBadRequest, key: "bad_form"}
}

func (w *Web) changeRoles(q *request, p *posted, who account.Person) error {
	ctx := q.r.Context()
	for _, r := range account.Roles() {
		want, has := slices.Contains(p.Values["role"], string(r)), slices.Contains(who.Roles, r)
		var err error
		switch {
		case want && !has:
			err = w.opts.Accounts.Grant(ctx, who.ID, r, q.who)
		case !want && has:
			err = w.opts.Accounts.Revoke(ctx, who.ID, r, q.who)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
