// Package authority says who may see and do what. There is one table, Table: for each capability the
// relations that carry it. A person stands in some relations to a matter (its owner, of its lead unit, its
// sponsor), in some to the whole zone (the office that chases, the discipline inspector, the leader), and an
// administrator in none to any matter.
//
//	account ──▶ Subject ──Scope(capability)──▶ rows, in SQL        lists, counts, search, export, live changes
//	                    └─May(capability, facts)──▶ yes | no       one matter in hand
//
// Scope and May are two readings of the same table: what a list shows is what may be opened. Whether a
// command is then carried out is the mechanism's to say (roles, gates; see package matter): authority can
// refuse what the mechanism would let through, never the other way round.
package authority

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Capability is something that one may be allowed to do. The word is also a scope of an API token.
type Capability string

// The capabilities. Those on matters come first; then what concerns a zone as a whole; then the three
// administrators' (三员: 系统、安全、审计).
const (
	See       Capability = "see"       // that a matter exists, what it is, how it stands
	History   Capability = "history"   // its events, letters and duties
	Handle    Capability = "handle"    // accept, work, report, complete, ask, object, meet
	Attach    Capability = "attach"    // attach evidence and files
	Manage    Capability = "manage"    // establish, assign, transfer, suspend, merge, withdraw, reopen
	Review    Capability = "review"    // review, return, look at again
	CloseOut  Capability = "close-out" // follow up, verify, close out
	Grant     Capability = "grant"     // extensions and changes of plan
	Letters   Capability = "letters"   // draft, issue, deliver
	Reply     Capability = "reply"     // sign for and answer a letter
	Unmask    Capability = "unmask"    // read personal data in full, for a reason
	Erase     Capability = "erase"     // erase personal data, when the person asks or its retention is over
	Register  Capability = "register"  // enter a new matter
	Import    Capability = "import"
	Export    Capability = "export"
	Sessions  Capability = "sessions"  // convene, resolve, minute
	Records   Capability = "records"   // put and correct records of registers
	Consult   Capability = "consult"   // read records of registers
	Benefits  Capability = "benefits"  // try the clauses of policies on those records: who gets what, why, and what a draft would take
	Redeem    Capability = "redeem"    // act on claims of benefits, their payments and budget lines, as the policy's desks allow
	Directory Capability = "directory" // read the org chart, mechanisms and lists
	Org       Capability = "org"       // units, posts and bodies: open, merge, split, rename, end
	Holders   Capability = "holders"   // who holds a post, and what is handed over (OfOrg)
	Absence   Capability = "absence"   // enter the absence of a post: one's own, or one below
	Calendar  Capability = "calendar"  // take in the State Council's notice for a year
	Overview  Capability = "overview"  // the 8:30 page of the whole zone
	Plan      Capability = "plan"      // try a mechanism on the ledger
	Propose   Capability = "propose"   // lay a mechanism before those who put it in force
	Apply     Capability = "apply"     // approve what another proposed, and so put it in force
	Verify    Capability = "verify"    // verify the whole ledger
	Intake    Capability = "intake"    // hand in work orders from another system

	Operate  Capability = "operate"  // jobs, webhooks, settings, health (系统管理员)
	Accounts Capability = "accounts" // open and close accounts (系统管理员)
	Secure   Capability = "secure"   // lock, reset, admit, sign out (安全管理员)
	Audit    Capability = "audit"    // who did and read what (审计管理员)
)

// Relation is a set of ways in which somebody stands to a matter or to its zone.
type Relation uint32

// The relations. The first group is to one matter, the second to the whole zone, the third to no
// matter at all, the last to one letter, duty, absence or session rather than to a
// matter.
const (
	Owner        Relation = 1 << iota // holds the owner's post (责任人)
	Sponsor                           // 牵头领导
	Verifier                          // 核验人
	UnitHead                          // heads the lead unit, or one above it
	Superior                          // stands above the owner's post
	LeadUnit                          // has a post in the lead unit
	SupportUnit                       // has a post in a supporting unit
	Keeper                            // holds a post that the kind itself names: who assigns, reviews, verifies
	Applicant                         // the enterprise or citizen whom it concerns
	FirstContact                      // holds the post that first received it (首问负责人): who registered it, unless another was named

	Office    // keeps the zone's supervision (督查室)
	Inspector // discipline inspection (纪检监察)
	Leader    // leader of the zone
	Staff     // has a post in the zone
	Machine   // another system, by its token

	SystemAdmin
	SecurityAdmin
	AuditAdmin

	Named // a letter is addressed to one's post, a duty or absence is the post's own, a session is chaired by it: see NamedMay
)

const (
	party  = Owner | Sponsor | Verifier | UnitHead | Superior | LeadUnit | SupportUnit | Keeper
	above  = Sponsor | UnitHead | Superior | Keeper | Office | Leader
	chief  = Office | Inspector | Leader
	admins = SystemAdmin | SecurityAdmin | AuditAdmin
)

// Table is who may do what: the one place where it is said. A kind that is confidential narrows it
// (see Confidential); nothing widens it.
var Table = map[Capability]Relation{
	See:      party | Applicant | FirstContact | chief,
	History:  party | FirstContact | chief | Named,
	Handle:   Owner | UnitHead | Superior | Keeper | Office | Named,
	Attach:   Owner | Sponsor | Verifier | UnitHead | Superior | LeadUnit | SupportUnit | Keeper | Office | Named,
	Manage:   above,
	Review:   above,
	CloseOut: above | Verifier,
	Grant:    above,
	Letters:  above | Inspector,
	Reply:    Owner | UnitHead | Superior | Office | Named,
	Unmask:   Owner | UnitHead | Office | Inspector,
	Erase:    Keeper | Office,

	Register:  Staff | Machine,
	Import:    Office,
	Export:    Staff,
	Sessions:  Office | Leader | Named,
	Records:   Office,
	Consult:   Staff,
	Benefits:  Staff,
	Redeem:    Staff,
	Directory: Staff | admins,
	Org:       Office | Leader,
	Holders:   Office | Leader | UnitHead,
	Absence:   Office | Leader | Superior | Named,
	Calendar:  Office | Leader | SystemAdmin,
	Overview:  chief,
	Plan:      chief,
	Propose:   Office | Leader,
	Apply:     Leader,
	Verify:    chief | AuditAdmin,
	Intake:    Machine,

	Operate:  SystemAdmin,
	Accounts: SystemAdmin,
	Secure:   SecurityAdmin,
	Audit:    AuditAdmin,
}

// OfCommand is the capability that a matter's command needs; every command has one (a test holds the two lists
// together). What the mechanism asks besides is decided by package matter.
var OfCommand = map[string]Capability{
	"register": Register,
	"accept":   Handle, "work": Handle, "report": Handle, "complete": Handle, "attach": Attach, "meet": Handle,
	"ask-extension": Handle, "ask-replan": Handle, "object": Handle,
	"establish": Manage, "assign": Manage, "transfer": Manage, "merge": Manage, "withdraw": Manage, "archive": Manage,
	"suspend": Manage, "resume": Manage, "reopen": Manage, "recolor": Manage, "escalate": Manage,
	"ask-materials": Manage, "complete-materials": Manage, "answer-objection": Manage,
	"review": Review, "return": Review, "look-at": Review,
	"follow-up": CloseOut, "close": CloseOut, "recheck": CloseOut,
	"extend": Grant, "refuse-extension": Grant, "replan": Grant, "refuse-replan": Grant,
	"draft-letter": Letters, "issue-letter": Letters, "deliver-letter": Letters, "withdraw-letter": Letters,
	"sign-letter": Reply, "reply-letter": Reply,
	"unmask": Unmask, "erase": Erase,
}

// words name the relations in files and in the table of docs/authority.md.
var words = []struct {
	relation Relation
	word     string
	title    text.Text
}{
	{Owner, "owner", text.Text{Zh: "责任人", En: "owner"}},
	{Sponsor, "sponsor", text.Text{Zh: "牵头领导", En: "sponsor"}},
	{Verifier, "verifier", text.Text{Zh: "核验人", En: "verifier"}},
	{UnitHead, "unit-head", text.Text{Zh: "单位负责人", En: "unit head"}},
	{Superior, "superior", text.Text{Zh: "上级", En: "superior of the owner"}},
	{LeadUnit, "lead-unit", text.Text{Zh: "牵头单位", En: "lead unit"}},
	{SupportUnit, "support-unit", text.Text{Zh: "配合单位", En: "supporting unit"}},
	{Keeper, "keeper", text.Text{Zh: "机制指定的岗位", En: "post the mechanism names"}},
	{Applicant, "applicant", text.Text{Zh: "申请人", En: "applicant"}},
	{FirstContact, "first-contact", text.Text{Zh: "首问负责人", En: "first contact"}},
	{Office, "office", text.Text{Zh: "督查室", En: "office"}},
	{Inspector, "inspector", text.Text{Zh: "纪检监察", En: "inspector"}},
	{Leader, "leader", text.Text{Zh: "区领导", En: "leader of the zone"}},
	{Staff, "staff", text.Text{Zh: "在岗人员", En: "staff"}},
	{Machine, "machine", text.Text{Zh: "对接系统", En: "another system"}},
	{SystemAdmin, "system-admin", text.Text{Zh: "系统管理员", En: "system administrator"}},
	{SecurityAdmin, "security-admin", text.Text{Zh: "安全管理员", En: "security administrator"}},
	{AuditAdmin, "audit-admin", text.Text{Zh: "审计管理员", En: "audit administrator"}},
	{Named, "named", text.Text{Zh: "函件、义务、请假、会议所指的岗位本身", En: "the very post that a letter, duty, absence or session names"}},
}

// ParseRelation reads one of the words that files use: owner, sponsor, office, inspector.
func ParseRelation(word string) (Relation, error) {
	known := make([]string, 0, len(words))
	for _, w := range words {
		if w.word == word {
			return w.relation, nil
		}
		known = append(known, w.word)
	}
	return 0, errs.Newf(errs.Invalid, "authority.relation", "没有关系“%[1]s”；可写：%[2]s", "there is no relation %[1]q; it may be one of %[2]s",
		word, strings.Join(known, ", "))
}

// String lists the relations of a set by their words.
func (r Relation) String() string {
	var out []string
	for _, w := range words {
		if r&w.relation != 0 {
			out = append(out, w.word)
		}
	}
	return strings.Join(out, "|")
}

// Titles lists the relations of a set for a reader.
func (r Relation) Titles() []text.Text {
	var out []text.Text
	for _, w := range words {
		if r&w.relation != 0 {
			out = append(out, w.title)
		}
	}
	return out
}

// Capabilities lists all of them in order of their word.
func Capabilities() []Capability {
	out := make([]Capability, 0, len(Table))
	for c := range Table {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// Forbidden is the refusal of a capability. It names who may, and nothing of what was asked for.
func Forbidden(c Capability) error {
	return errs.Newf(errs.Forbidden, "authority.forbidden", "您的岗位没有这项权限（%[1]s）；有此权限的是：%[2]s",
		"your post does not allow this (%[1]s); it is for: %[3]s", c, list(Table[c], text.Zh, "、"), list(Table[c], text.En, ", "))
}

func list(r Relation, lang text.Lang, between string) string {
	titles := r.Titles()
	out := make([]string, len(titles))
	for i := range titles {
		out[i] = titles[i].In(lang)
	}
	return strings.Join(out, between)
}
