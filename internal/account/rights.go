// SPDX-License-Identifier: Apache-2.0

package account

import "slices"

// Right is something that somebody may do.
type Right string

const (
	CaseRead      Right = "case.read"      // cases, with personal information masked
	CaseWork      Right = "case.work"      // claim, ask, note, tag, join, move
	CaseDecide    Right = "case.decide"    // tell an outcome, close, decide an appeal
	CaseHold      Right = "case.hold"      // legal hold
	CaseEnter     Right = "case.enter"     // complaints by telephone and letter
	IdentityRead  Right = "identity.read"  // the name that a person gave, with a reason
	TemplateEdit  Right = "template.edit"  // texts for answers
	QueueEdit     Right = "queue.edit"     // queues and routing rules
	PeopleManage  Right = "people.manage"  // invite, suspend, grant roles
	KeysManage    Right = "keys.manage"    // keys of programs
	JobsRead      Right = "jobs.read"      // background work
	JobsManage    Right = "jobs.manage"    // have failed background work tried again
	LedgerRead    Right = "ledger.read"    // the log, its proofs and checkpoints
	SettingsRead  Right = "settings.read"  // how the service is set up
	StatsRead     Right = "stats.read"     // counts and times
	TrainingWrite Right = "training.write" // courses and who must take them
)

// Role is a set of rights.
type Role string

const (
	Admin     Role = "admin"     // runs the service, reads no case
	Officer   Role = "officer"   // decides
	Custodian Role = "custodian" // sees identities, decides nothing
	Moderator Role = "moderator" // works on cases, does not decide
	Trainer   Role = "trainer"
	Auditor   Role = "auditor" // reads what was done, not what it was about
)

// Roles lists all roles in the order in which pages show them.
func Roles() []Role { return []Role{Admin, Officer, Custodian, Moderator, Trainer, Auditor} }

// Rights lists what a role may do. docs/rights.md is made from it.
//
// Who manages people cannot read cases, and who sees identities cannot decide:
// no single role can find out who complained and then act on it.
func (r Role) Rights() []Right {
	switch r {
	case Admin:
		return []Right{PeopleManage, KeysManage, QueueEdit, TemplateEdit, JobsRead, JobsManage, LedgerRead, SettingsRead, StatsRead}
	case Officer:
		return []Right{CaseRead, CaseWork, CaseDecide, CaseHold, CaseEnter, TemplateEdit, StatsRead}
	case Moderator:
		return []Right{CaseRead, CaseWork, CaseEnter, StatsRead}
	case Custodian:
		return []Right{IdentityRead, StatsRead}
	case Trainer:
		return []Right{TrainingWrite, StatsRead}
	case Auditor:
		return []Right{LedgerRead, JobsRead, SettingsRead, StatsRead}
	}
	return nil
}

// AllRights lists every right once, in the order of their first role.
func AllRights() []Right {
	var out []Right
	for _, r := range Roles() {
		for _, x := range r.Rights() {
			if !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	return out
}

// Actor is somebody who asks for something, with what they may do at this moment.
type Actor struct {
	// ID of the staff member, or of the key of a program.
	ID      string
	Program bool
	Name    Name
	Lang    string
	Roles   []Role
	rights  []Right
	token   string
	stepUp  bool
}

// Can says whether the actor has a right.
func (a *Actor) Can(r Right) bool { return a != nil && slices.Contains(a.rights, r) }

// SteppedUp says whether the actor proved who they are within the last minutes,
// as sensitive steps ask for.
func (a *Actor) SteppedUp() bool { return a != nil && a.stepUp }

// Has says whether the actor has a role.
func (a *Actor) Has(r Role) bool { return a != nil && slices.Contains(a.Roles, r) }

func rightsOf(roles []Role) []Right {
	var out []Right
	for _, r := range roles {
		out = append(out, r.Rights()...)
	}
	return out
}
