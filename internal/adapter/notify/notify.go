// Package notify tells people what waits for them.
//
//	ledger ──Collect──▶ notices (the inbox) ──Digest──▶ one message a person and run ──▶ outbox ──▶ mail, robots
//
// Collect reads the log from where it stopped: whatever happened is addressed to posts, and goes to whoever acted
// for the post at that instant, if they may see the matter and it still stands: after a week of downtime, or an
// import of old ledgers, nobody hears of duties that were met long ago. The inbox always has a notice; the other
// channels are the person's to choose, with hours at which they want to be left alone.
//
// Collect and Digest may run on several nodes at once, at any interval: each event makes its notices once, and each
// notice goes into one message.
package notify

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// The kinds of notices.
const (
	Assigned   = "assigned"    // a matter was given to the post
	DutyOpened = "duty-opened" // a review, report … is to be done
	DutyMissed = "duty-missed" // it was not; told to the level above, too
	RungFired  = "rung-fired"  // a ladder asks the post for something
	Letter     = "letter"      // a letter is to be signed for and answered
	LetterLate = "letter-late" // it was not answered in time
	Verify     = "verify"      // completion was claimed: to be verified and closed out
	Proposed   = "proposed"    // a version of the mechanisms waits for approval
	Answered   = "answered"    // a version that the post proposed was approved or refused

	ClaimStep   = "claim-step"  // a claim of one's own went a step on its way
	Entitlement = "entitlement" // a clause is met by one's record, is not any more, or gives another amount
	Clause      = "clause"      // a clause of the zone is new, was changed, or ended
)

// Kinds lists them in the order in which a digest has them; the urgent first.
var Kinds = []string{DutyMissed, RungFired, LetterLate, Assigned, Letter, Verify, Proposed, Answered, ClaimStep, Entitlement, Clause, DutyOpened}

// urgent kinds pass quiet hours where the person lets them.
var urgent = map[string]bool{DutyMissed: true, RungFired: true, LetterLate: true}

// Notice is one item of a person's inbox, in their language. Instants are µs since 1970, 0 for none.
type Notice struct {
	bun.BaseModel `bun:"table:notices,alias:n" json:"-"`

	ZoneID    string `bun:"zone_id,pk" json:"-"`
	Person    string `bun:"person,pk"  json:"-"`
	ID        string `bun:"id,pk"      json:"id"`
	Kind      string `bun:"kind"       json:"kind"`
	Urgent    bool   `bun:"urgent"     json:"urgent"`
	Secret    bool   `bun:"secret"     json:"confidential"` // its words stay in the inbox
	Title     string `bun:"title"      json:"title"`
	Body      string `bun:"body"       json:"body"`
	MatterID  string `bun:"matter_id"  json:"matter"` // or the proposal or clause, of the kinds that are about one
	Number    string `bun:"number"     json:"number"`
	CreatedAt int64  `bun:"created_at" json:"created_at"`
	ReadAt    int64  `bun:"read_at"    json:"read_at"`
	SentAt    int64  `bun:"sent_at"    json:"-"`
}

// Link is the path of the page that shows what a notice is about.
func (n *Notice) Link() string {
	switch {
	case n.Kind == Proposed || n.Kind == Answered:
		return "/mechanisms/proposals/" + url.PathEscape(n.MatterID)
	case n.Kind == ClaimStep:
		return "/redemption/mine/" + url.PathEscape(n.Number)
	case n.Kind == Entitlement:
		return "/benefits/mine"
	case n.Kind == Clause && n.MatterID != "":
		document, key, _ := strings.Cut(n.MatterID, "/")
		return "/benefits/clauses/" + url.PathEscape(document) + "/" + url.PathEscape(key)
	case n.Kind == Clause:
		return "/benefits/clauses"
	case n.Number != "":
		return "/matters/" + url.PathEscape(n.Number)
	}
	return ""
}

// Follower is somebody who wants to hear of the claims of a record.
type Follower struct {
	Owner   string   // of the inbox
	Parties []string // for whom they act
}

// MaySee tells whether a person may see a matter, and whether its kind is confidential at this stage.
type MaySee func(ctx context.Context, zone, person string, s *matter.State) (may, confidential bool, err error)

// ByAuthority is the MaySee of the zone's mechanisms: authority's table, as for lists.
func ByAuthority(e *engine.Engine) MaySee {
	return func(ctx context.Context, zone, person string, s *matter.State) (bool, bool, error) {
		subject, rules, err := e.Standing(ctx, zone, person, nil, e.NowIn(zone))
		if err != nil {
			return false, false, err
		}
		facts := engine.FactsOf(s)
		secret, confidential := rules.Confidential[s.Kind]
		if confidential && secret.While != nil {
			confidential = slices.Contains(secret.While, string(s.Stage))
		}
		return subject.May(authority.See, &facts, rules), confidential, nil
	}
}

// Notify keeps notices and preferences. It is safe for concurrent use.
type Notify struct {
	db     *database.DB
	engine *engine.Engine
	out    *outbox.Outbox
	box    *outbox.Box
	guard  *outbox.Guard
	now    clock.Clock
	newID  id.Source
	maySee MaySee

	Site      string                                                             // what stands before the path of a link in messages; "" for messages without links
	Followers func(ctx context.Context, zone, record string) ([]Follower, error) // of the claims of a record; nil for none

	Sends clock.Clock                 // that the senders of messages sign and date by; the one of New unless set
	Days  func(zone string) time.Time // that notices are dated and quiet hours kept by; the clock of New unless set
}

// at is the present instant in a zone.
func (n *Notify) at(zone string) time.Time {
	if n.Days != nil {
		return n.Days(zone)
	}
	return n.now()
}

// New works on an open store with the newest schema. guard is asked when somebody enters the address of a robot.
func New(db *database.DB, e *engine.Engine, out *outbox.Outbox, box *outbox.Box, guard *outbox.Guard, now clock.Clock, newID id.Source, maySee MaySee) *Notify {
	return &Notify{db: db, engine: e, out: out, box: box, guard: guard, now: now, Sends: now, newID: newID, maySee: maySee}
}
