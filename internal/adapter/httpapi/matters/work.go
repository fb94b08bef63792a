package matters

import (
	"context"
	"iter"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

// work declares what a person has to do today: to accept, to report, to verify, duties due and missed.
func (a *api) work() {
	door.Personal(a.Door, door.Operation{
		ID: "read-work", Method: http.MethodGet, Path: "/zones/{zone}/work",
		Summary: "What you have to do: to accept, to handle, to verify, duties due and missed", Tag: "today",
	}, a.readWork)
}

// WorkOutput is what somebody has to do.
type WorkOutput struct {
	Body struct {
		Accept []MatterLine `json:"accept" nullable:"false" doc:"Assigned to you and not signed for"`
		Handle []MatterLine `json:"handle" nullable:"false" doc:"In your hands"`
		Verify []MatterLine `json:"verify" nullable:"false" doc:"Completed, and waiting for you to verify"`
		Due    []DutyLine   `json:"due" nullable:"false" doc:"Duties that are open"`
		Missed []DutyLine   `json:"missed" nullable:"false" doc:"Duties missed and not made good"`
	}
}

// DutyLine is a duty in a list.
type DutyLine struct {
	Matter  string    `json:"matter" doc:"Its id"`
	ID      string    `json:"id"`
	What    string    `json:"what"`
	Owner   string    `json:"owner"`
	Cadence string    `json:"cadence,omitempty"`
	Period  string    `json:"period,omitempty"`
	Due     time.Time `json:"due"`
}

// mostWork bounds each list: whoever has more than this has another problem.
const mostWork = 200

func (a *api) readWork(ctx context.Context, c *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*WorkOutput, error) {
	out := &WorkOutput{}
	b := &out.Body
	b.Accept, b.Handle, b.Verify, b.Due, b.Missed = []MatterLine{}, []MatterLine{}, []MatterLine{}, []DutyLine{}, []DutyLine{}
	now := a.Now()
	store, scope := a.Engine.Store(), c.Subject.Scope(authority.See, c.Rules)
	for _, post := range c.Subject.Posts {
		n := 0
		err := listing.Walk(ctx, a.Engine, in.Zone, engine.Filter{Scope: scope, Owner: post, Open: new(true), Limit: mostWork}, now, func(l listing.Row) bool {
			switch matter.Stage(l.Stage) {
			case matter.Assigned:
				b.Accept = append(b.Accept, lineOf(&l, string(l.Light)))
			case matter.Completed, matter.FollowedUp: // in the verifier's hands
			default:
				b.Handle = append(b.Handle, lineOf(&l, string(l.Light)))
			}
			n++
			return n < mostWork
		})
		if err != nil {
			return nil, err
		}
		for state, into := range map[string]*[]DutyLine{engine.DutyOpen: &b.Due, engine.DutyMissed: &b.Missed} {
			if err := duties(store.Duties(ctx, in.Zone, engine.Filter{Scope: scope, Owner: post, State: state, Limit: mostWork}), into); err != nil {
				return nil, err
			}
		}
	}
	closing := c.Subject.Scope(authority.CloseOut, c.Rules)
	waiting := engine.Filter{Scope: closing, Open: new(true), Stages: []string{string(matter.Completed), string(matter.FollowedUp)}, Limit: mostWork}
	err := listing.Walk(ctx, a.Engine, in.Zone, waiting, now, func(l listing.Row) bool {
		b.Verify = append(b.Verify, lineOf(&l, string(l.Light)))
		return len(b.Verify) < mostWork
	})
	return out, err
}

func duties(rows iter.Seq2[engine.DutyRow, error], into *[]DutyLine) error {
	for d, err := range rows {
		if err != nil {
			return err
		}
		*into = append(*into, DutyLine{d.MatterID, d.ID, d.What, d.Owner, d.Cadence, d.Period, *door.Instant(time.UnixMicro(d.DueAt))})
	}
	return nil
}
