// SPDX-License-Identifier: Apache-2.0

package account

import "slices"

// Right is one thing that a person or a program may do.
type Right string

// The rights. What each allows is said in [Rights].
const (
	CaseRead      Right = "case.read"
	CaseWork      Right = "case.work"
	CaseDecide    Right = "case.decide"
	CaseHold      Right = "case.hold"
	CaseEnter     Right = "case.enter"
	IdentityRead  Right = "identity.read"
	TemplateEdit  Right = "template.edit"
	QueueEdit     Right = "queue.edit"
	PeopleManage  Right = "people.manage"
	RolesGrant    Right = "roles.grant"
	KeysManage    Right = "keys.manage"
	JobsRead      Right = "jobs.read"
	JobsManage    Right = "jobs.manage"
	LedgerRead    Right = "ledger.read"
	SettingsRead  Right = "settings.read"
	StatsRead     Right = "stats.read"
	TrainingWrite Right = "training.write"
)

// RightInfo describes a right.
type RightInfo struct {
	Right Right
	// Text says what it allows, as docs/accounts.md prints it.
	Text string
	// StepUp says that the person must have proved who they are within [StepUpFor].
	StepUp bool
	// Machine says that an API key may have it although its maker has not: it
	// shows no content of a case.
	Machine bool
	// Content says that cases or messages can be seen by it. No role that
	// manages people or settings has such a right.
	Content bool
	// Queues says that it counts for one queue alone, too.
	Queues bool
}

// Rights lists every right, in the order of docs/accounts.md.
var Rights = []RightInfo{
	{Right: CaseRead, Text: "read cases, personal values masked", Content: true, Queues: true},
	{Right: CaseWork, Text: "claim, ask, note, tag, join, move", Content: true, Queues: true},
	{Right: CaseDecide, Text: "tell an outcome, close, decide an appeal", Content: true, Queues: true},
	{Right: CaseHold, Text: "set and lift a legal hold", Content: true, Queues: true},
	{Right: CaseEnter, Text: "enter a complaint made by phone, by letter or through a program", Machine: true, Queues: true},
	{Right: IdentityRead, Text: "see the name that a person gave, with a reason", StepUp: true, Content: true},
	{Right: TemplateEdit, Text: "edit templates of messages"},
	{Right: QueueEdit, Text: "edit queues and routing rules"},
	{Right: PeopleManage, Text: "invite, suspend and remove people", StepUp: true},
	{Right: RolesGrant, Text: "grant and end roles", StepUp: true},
	{Right: KeysManage, Text: "make and revoke API keys, with people.manage those of others too", StepUp: true},
	{Right: JobsRead, Text: "see background work"},
	{Right: JobsManage, Text: "have failed background work tried again"},
	{Right: LedgerRead, Text: "read and verify the ledger"},
	{Right: SettingsRead, Text: "read how the service is set up"},
	{Right: StatsRead, Text: "read counts and times", Machine: true, Queues: true},
	{Right: TrainingWrite, Text: "edit courses and who must take them"},
}

// info finds a right; ok is false for one that does not exist.
func (r Right) info() (RightInfo, bool) {
	i := slices.IndexFunc(Rights, func(x RightInfo) bool { return x.Right == r })
	if i < 0 {
		return RightInfo{}, false
	}
	return Rights[i], true
}

// Role is a set of rights that is granted to a person.
type Role string

// The roles. What each is for is said in [Roles].
const (
	Admin     Role = "admin"
	Officer   Role = "officer"
	Custodian Role = "custodian"
	Moderator Role = "moderator"
	Trainer   Role = "trainer"
	Auditor   Role = "auditor"
)

// RoleInfo describes a role.
type RoleInfo struct {
	Role Role
	// Text says who it is for, as docs/accounts.md prints it.
	Text string
	// Rights are what it allows.
	Rights []Right
	// Level is how well a session must be proved before the role counts: 1 a
	// password or single sign-on, 2 a passkey, or those with a second factor.
	Level int
	// Queues says that it may be granted for one queue only.
	Queues bool
	// TwoPersons says that a grant waits for a second manager of roles.
	TwoPersons bool
	// Not are roles that the same person may not have at the same time.
	Not []Role
}

// Roles is the table of roles and rights; docs/accounts.md prints it.
//
// Who manages people cannot read cases, and who sees identities cannot decide:
// nobody can find out who complained and then act on it.
var Roles = []RoleInfo{
	{
		Role: Admin, Text: "manages people, queues and keys; reads no case", Level: 2,
		Rights: []Right{PeopleManage, RolesGrant, KeysManage, QueueEdit, TemplateEdit, JobsRead, JobsManage, LedgerRead, SettingsRead, StatsRead},
		// Who grants roles shall not see who complained; who is audited shall not audit.
		Not: []Role{Custodian, Auditor},
	},
	{
		Role: Officer, Text: "works on cases and decides", Level: 2, Queues: true,
		// Keys: who reads cases can let a program read what they read. Admins cannot.
		Rights: []Right{CaseRead, CaseWork, CaseDecide, CaseHold, CaseEnter, TemplateEdit, KeysManage, StatsRead},
		Not:    []Role{Custodian, Auditor},
	},
	{
		Role: Custodian, Text: "sees identities, with a reason; decides nothing", Level: 2, TwoPersons: true,
		Rights: []Right{IdentityRead, StatsRead},
		Not:    []Role{Admin, Officer, Moderator, Auditor},
	},
	{
		Role: Moderator, Text: "works on cases, does not decide", Level: 2, Queues: true,
		Rights: []Right{CaseRead, CaseWork, CaseEnter, StatsRead},
		Not:    []Role{Custodian, Auditor},
	},
	{
		Role: Trainer, Text: "runs the training of employees", Level: 1,
		Rights: []Right{TrainingWrite, StatsRead},
	},
	{
		Role: Auditor, Text: "reads what was done, not what it was about", Level: 2,
		Rights: []Right{LedgerRead, JobsRead, SettingsRead, StatsRead},
		Not:    []Role{Admin, Officer, Custodian, Moderator},
	},
}

// info finds a role; ok is false for one that does not exist.
func (r Role) info() (RoleInfo, bool) {
	i := slices.IndexFunc(Roles, func(x RoleInfo) bool { return x.Role == r })
	if i < 0 {
		return RoleInfo{}, false
	}
	return Roles[i], true
}

// Has says whether the role allows it.
func (r Role) Has(x Right) bool {
	info, _ := r.info()
	return slices.Contains(info.Rights, x)
}

// Scope is where a role counts, or where something is done: everywhere, or in
// one queue. The zero value is everywhere.
type Scope struct{ queue string }

// All is the scope of everything.
var All = Scope{}

// InQueue is the scope of one queue.
func InQueue(id string) Scope { return Scope{id} }

// Queue is the queue's id, empty for [All].
func (s Scope) Queue() string { return s.queue }

// covers says whether a grant for s counts for something done in x.
func (s Scope) covers(x Scope) bool { return s == All || s == x }
