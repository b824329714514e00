// SPDX-License-Identifier: Apache-2.0

package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hulanhq/hulan/internal/account"
	"github.com/hulanhq/hulan/internal/docket"
)

func peopleRoutes() []route {
	return []route{
		{"GET", "/staff/people", account.PeopleManage, func(w *Web, q *request) error { return w.showPeople(q, nil, nil, made{}) }},
		{"POST", "/staff/people", account.PeopleManage, peoplePost},
	}
}

// personView is a member of staff as the list shows them.
type personView struct {
	ID, Status string
	// Real names: the page is for who invites them and needs to know who is who.
	FullName, Mail string
	Me             bool
	Grants         []grantView
}

// grantView is a role that somebody has, or is to have.
type grantView struct {
	ID, Role, Queue, Until string
	// Waits says that a second person has to approve, May that the reader can be it.
	Waits, May bool
}

// made is a link that was made just now.
type made struct{ Kind, Link string }

func (w *Web) showPeople(q *request, p *posted, bad []problem, link made) error {
	ctx, act := q.r.Context(), q.who.Actor
	all, err := w.opts.Accounts.People(ctx, act)
	if err != nil {
		return err
	}
	queues, err := w.queues(q)
	if err != nil {
		return err
	}
	var list []personView
	for _, x := range all {
		v := personView{ID: x.ID, Status: string(x.Status), FullName: x.Name.Clear(), Mail: x.Email.Clear(), Me: x.ID == q.who.StaffID}
		grants, err := w.opts.Accounts.Grants(ctx, act, x.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.Open(q.now) {
				v.Grants = append(v.Grants, w.grantView(q, g, queues))
			}
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
		"People": list, "Roles": account.Roles, "Queues": queues, "Stepped": q.stepped(), "Problems": bad, "Made": link,
		"Name": p.Get("name"), "Email": p.Get("email"), "Chosen": chosen,
	})
	return nil
}

func (w *Web) grantView(q *request, g account.Grant, queues []docket.Queue) grantView {
	v := grantView{ID: g.ID, Role: string(g.Role), Until: dayOf(g.To), Waits: g.Waiting()}
	v.May = v.Waits && g.GrantedBy != q.who.Actor.ID() && g.StaffID != q.who.StaffID
	if id := g.Scope.Queue(); id != "" {
		v.Queue = id
		if i := slices.IndexFunc(queues, func(x docket.Queue) bool { return x.ID == id }); i >= 0 {
			v.Queue = queues[i].Name
		}
	}
	return v
}

func peoplePost(w *Web, q *request) error {
	p, err := form(q)
	if err != nil {
		return err
	}
	if err := w.stepUp(q); err != nil {
		return err
	}
	if p.Get("do") == "invite" {
		return w.invite(q, p)
	}
	link, err := w.changePerson(q, p)
	if key := personProblem(err); key != "" {
		return w.showPeople(q, nil, []problem{{"p-" + p.Get("id"), w.lang.text(q.lang, key)}}, made{})
	}
	if err != nil {
		return err
	}
	if link.Link != "" {
		return w.showPeople(q, nil, nil, link)
	}
	return q.see("/staff/people")
}

// personProblem names the words for what the rules of people refuse.
func personProblem(err error) string {
	switch {
	case errors.Is(err, account.ErrLastAdmin):
		return "people.last_admin"
	case errors.Is(err, account.ErrSelf):
		return "people.self"
	case errors.Is(err, account.ErrTogether):
		return "people.together"
	case errors.Is(err, account.ErrSecond):
		return "people.second"
	case errors.Is(err, account.ErrEverywhere):
		return "people.everywhere"
	case errors.Is(err, account.ErrUntil):
		return "people.until_bad"
	case errors.Is(err, errNotSure):
		return "people.sure_missing"
	case errors.Is(err, account.ErrForbidden):
		return "people.refused"
	}
	return ""
}

func (w *Web) invite(q *request, p *posted) error {
	n := account.NewPerson{Name: account.Personal(p.Get("name")), Email: account.Personal(p.Get("email")), Locale: w.pick(p.Get("lang"), "")}
	for _, r := range account.Roles {
		if slices.Contains(p.Values["role"], string(r.Role)) {
			n.Roles = append(n.Roles, r.Role)
		}
	}
	var bad []problem
	say := func(field, key string) { bad = append(bad, problem{field, w.lang.text(q.lang, key)}) }
	if strings.TrimSpace(n.Name.Clear()) == "" {
		say("name", "people.name_missing")
	}
	if !strings.Contains(n.Email.Clear(), "@") {
		say("email", "people.email_bad")
	}
	if len(n.Roles) == 0 {
		say("roles", "people.roles_missing")
	}
	if len(bad) > 0 {
		return w.showPeople(q, p, bad, made{})
	}
	_, token, err := w.opts.Accounts.Invite(q.r.Context(), q.who.Actor, n)
	switch {
	case errors.Is(err, account.ErrEmailTaken):
		say("email", "setup.taken")
	case errors.Is(err, account.ErrBadName):
		say("name", "people.name_missing")
	case errors.Is(err, account.ErrBadEmail):
		say("email", "people.email_bad")
	case errors.Is(err, account.ErrTogether):
		say("roles", "people.together")
	case err != nil:
		return err
	}
	if len(bad) > 0 {
		return w.showPeople(q, p, bad, made{})
	}
	return w.showPeople(q, nil, nil, made{account.LinkInvite, LinkURL(w.opts.Public, account.LinkInvite, token)})
}

// errNotSure means that what cannot be undone was asked for without the tick.
var errNotSure = errors.New("not sure")

// changePerson does what a button beside a person asks for. Some make a link.
func (w *Web) changePerson(q *request, p *posted) (link made, err error) {
	ctx, act, reg, id := q.r.Context(), q.who.Actor, w.opts.Accounts, p.Get("id")
	var token account.Secret
	switch p.Get("do") {
	case "grant":
		return made{}, w.grant(q, p)
	case "approve":
		return made{}, reg.Approve(ctx, act, p.Get("grant"))
	case "end":
		return made{}, reg.End(ctx, act, p.Get("grant"))
	case "suspend":
		return made{}, reg.Suspend(ctx, act, id)
	case "resume":
		return made{}, reg.Resume(ctx, act, id)
	case "again":
		token, err = reg.InviteAgain(ctx, act, id)
		return made{account.LinkInvite, LinkURL(w.opts.Public, account.LinkInvite, token)}, err
	case "reset":
		token, err = reg.Reset(ctx, act, id)
		return made{account.LinkReset, LinkURL(w.opts.Public, account.LinkReset, token)}, err
	case "factors":
		return made{}, reg.RemoveFactors(ctx, act, id)
	case "left", "erase":
		if p.Get("sure") == "" {
			return made{}, errNotSure
		}
		if p.Get("do") == "left" {
			return made{}, reg.Leave(ctx, act, id)
		}
		return made{}, reg.Erase(ctx, act, id)
	}
	return made{}, &httpError{status: http.StatusBadRequest, key: "bad_form"}
}

// grant gives a role, everywhere or in one queue, until a day or until it is
// ended.
func (w *Web) grant(q *request, p *posted) error {
	g := account.Grant{StaffID: p.Get("id"), Role: account.Role(p.Get("role"))}
	i := slices.IndexFunc(account.Roles, func(r account.RoleInfo) bool { return r.Role == g.Role })
	if i < 0 {
		return &httpError{status: http.StatusBadRequest, key: "bad_form"}
	}
	if id := p.Get("queue"); id != "" {
		if !account.Roles[i].Queues {
			return account.ErrEverywhere
		}
		queues, err := w.queues(q)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(queues, func(x docket.Queue) bool { return x.ID == id }) {
			return &httpError{status: http.StatusBadRequest, key: "bad_form"}
		}
		g.Scope = account.InQueue(id)
	}
	if s := p.Get("until"); s != "" {
		day, err := time.Parse(time.DateOnly, s)
		if err != nil || !day.After(q.now) {
			return account.ErrUntil
		}
		g.To = day
	}
	_, err := w.opts.Accounts.Grant(q.r.Context(), q.who.Actor, g)
	return err
}
