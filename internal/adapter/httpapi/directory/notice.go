package directory

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// notices declares how a State Council notice is taken in, and tried before. Who stands in no relation to the matters
// (the system administrator) is told how many deadlines move, and of which kinds; nobody is told of a matter they may not see.
func (a *api) notices() {
	door.Zonal(a.Door, door.Operation{
		ID: "load-notice", Method: http.MethodPost, Path: "/zones/{zone}/calendar/notices",
		Summary: "Take in the State Council's notice for a year, or try which deadlines it would move (dry_run)", Tag: "calendar",
	}, authority.Calendar, a.loadNotice)
}

// NoticeInput is a notice as it is given.
type NoticeInput struct {
	InZone

	Key  string `header:"Idempotency-Key" maxLength:"128"`
	Body struct {
		As     string `json:"as,omitempty" maxLength:"100" doc:"Post that acts"`
		File   string `json:"file" minLength:"1" maxLength:"100000" doc:"YAML or JSON, as docs/calendar.md has it"`
		DryRun bool   `json:"dry_run,omitempty" doc:"Tell what would move, and change nothing"`
	}
}

// NoticeOutput is the notice as it was read, and what it moves.
type NoticeOutput struct {
	Body struct {
		Notice calendar.Notice `json:"notice"`
		Loaded bool            `json:"loaded"`
		Total  int             `json:"total" doc:"Open matters whose deadline moves"`
		Kinds  []MovedKind     `json:"kinds" nullable:"false" doc:"How many of each kind, confidential ones left out"`
		Moved  []MovedMatter   `json:"moved" nullable:"false" doc:"Those that you may see, 200 at most"`
	}
}

// MovedKind is how many matters of a kind have another deadline.
type MovedKind struct {
	Kind    string `json:"kind"`
	Earlier int    `json:"earlier"`
	Later   int    `json:"later"`
}

// MovedMatter is a matter whose deadline moves.
type MovedMatter struct {
	Number string     `json:"number"`
	Title  string     `json:"title"`
	Kind   string     `json:"kind"`
	Owner  string     `json:"owner,omitempty"`
	Before clock.Date `json:"before"`
	After  clock.Date `json:"after"`
}

// mostMoved bounds what is told one by one.
const mostMoved = 200

// loads is as whom the caller loads a notice: an administrator stands for the installation and for no post.
func (a *api) loads(ctx context.Context, c *door.Caller, in *NoticeInput) (engine.Act, error) {
	if c.Account.Admin != 0 {
		return engine.Act{At: a.Present(ctx), Program: true}, nil
	}
	return a.acting(ctx, c, in.Zone, in.Body.As)
}

func (a *api) loadNotice(ctx context.Context, c *door.Caller, in *NoticeInput) (*NoticeOutput, error) {
	found := errs.List(nil)
	act, err := a.loads(ctx, c, in)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	if len(found) > 0 {
		_, err := calendar.ParseNotice([]byte(in.Body.File))
		if err := door.Gather(&found, door.At(err, "body.file")); err != nil {
			return nil, err
		}
		return nil, found.Err()
	}
	out := &NoticeOutput{}
	b := &out.Body
	b.Kinds, b.Moved = []MovedKind{}, []MovedMatter{}
	at := map[string]int{}
	b.Notice, err = a.Engine.Foresee(ctx, in.Zone, act, []byte(in.Body.File), func(before, after *matter.State) error {
		facts := engine.FactsOf(after)
		sees := c.Subject.May(authority.See, &facts, c.Rules)
		if _, secret := c.Rules.Confidential[facts.Kind]; secret && !sees {
			return nil
		}
		i, ok := at[after.Kind]
		if !ok {
			i = len(b.Kinds)
			at[after.Kind], b.Kinds = i, append(b.Kinds, MovedKind{Kind: after.Kind})
		}
		b.Total++
		was, will := before.Deadlines.Working(), after.Deadlines.Working()
		if will.At.Before(was.At) {
			b.Kinds[i].Earlier++
		} else {
			b.Kinds[i].Later++
		}
		if sees && len(b.Moved) < mostMoved {
			b.Moved = append(b.Moved, MovedMatter{Number: after.Number, Title: after.Title, Kind: after.Kind, Owner: after.Owner, Before: was.Date, After: will.Date})
		}
		return nil
	})
	if err != nil || in.Body.DryRun {
		return out, door.At(err, "body.file")
	}
	_, err = a.Engine.LoadNotice(ctx, in.Zone, act, []byte(in.Body.File))
	b.Loaded = err == nil
	return out, door.At(err, "body.file")
}
