package matters

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Reads is told who read personal data, masked or in full: the access log.
type Reads interface {
	RecordRead(ctx context.Context, by identity.By, m identity.Seen) error
	RecordUnmasked(ctx context.Context, by identity.By, m identity.Seen, fields []string, reason string) error
}

// personal declares how personal fields are read: masked by whoever may see the matter, in full for a reason, which is
// an event of the matter and a line of the access log.
func (a *api) personal() {
	door.OnMatter(a.Door, door.Operation{
		ID: "read-personal", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/personal", Tag: "matters",
		Summary: "A matter's personal fields, masked, and until when they are kept",
	}, authority.History, a.readPersonal)
	door.OnMatter(a.Door, door.Operation{
		ID: "unmask-personal", Method: http.MethodPost, Path: "/zones/{zone}/matters/{number}/personal/unmask", Tag: "matters", Secret: true,
		Summary: "Read personal fields in full, once, for a reason that the ledger keeps",
	}, authority.Unmask, a.unmask)
}

// PersonalView is a personal field, its title in the language of the request.
type PersonalView struct {
	engine.PersonalField

	Title string `json:"title"`
}

// RevealedView is a personal value in full, its title in the language of the request.
type RevealedView struct {
	engine.Revealed

	Title string `json:"title"`
}

// PersonalOutput is a matter's personal fields, masked.
type PersonalOutput struct {
	Body struct {
		Fields []PersonalView `json:"fields" nullable:"false"`
	}
}

func (a *api) readPersonal(ctx context.Context, c *door.Caller, _ *door.InMatter, m *door.Sight) (*PersonalOutput, error) {
	held, err := a.Engine.PersonalOf(ctx, &m.State, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	out := &PersonalOutput{}
	out.Body.Fields = make([]PersonalView, len(held))
	for i := range held {
		out.Body.Fields[i] = PersonalView{held[i], held[i].Title.In(c.Lang)}
	}
	if len(held) == 0 {
		return out, nil
	}
	return out, a.reads.RecordRead(ctx, c.Account.By, seenBy(c, m))
}

// seenBy is a matter as the access log names it.
func seenBy(c *door.Caller, m *door.Sight) identity.Seen {
	return identity.Seen{Zone: m.State.Zone, Number: m.State.Number, Hidden: c.Rules.Hide(&m.Facts)}
}

// UnmaskInput says which fields are to be read in full, and why.
type UnmaskInput struct {
	door.InMatter

	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the matter as you saw it, or *: reading in full is an event of it" required:"true"`
	Body    struct {
		Fields []string `json:"fields" minItems:"1" maxItems:"50" nullable:"false" doc:"Names of personal fields"`
		Reason string   `json:"reason" minLength:"1" maxLength:"500"`
		As     string   `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
	}
}

// UnmaskOutput is the values, this once.
type UnmaskOutput struct {
	Body struct {
		Values []RevealedView `json:"values" nullable:"false"`
	}
}

func (a *api) unmask(ctx context.Context, c *door.Caller, in *UnmaskInput, m *door.Sight) (*UnmaskOutput, error) {
	seen, err := door.Matched(in.IfMatch, m)
	if err != nil {
		return nil, err
	}
	cmd := matter.Command{ID: m.State.ID, Which: in.Body.Fields, Reason: in.Body.Reason, At: a.Present(ctx), Expect: seen}
	if err := a.Act(ctx, c, in.Zone, in.Body.As, &cmd); err != nil {
		return nil, err
	}
	out := &UnmaskOutput{}
	err = a.Engine.Together(ctx, func(ctx context.Context) error {
		_, shown, err := a.Engine.Unmask(ctx, in.Zone, cmd)
		if err != nil {
			return err
		}
		out.Body.Values = make([]RevealedView, len(shown))
		for i := range shown {
			out.Body.Values[i] = RevealedView{shown[i], shown[i].Title.In(c.Lang)}
		}
		return a.reads.RecordUnmasked(ctx, c.Account.By, seenBy(c, m), in.Body.Fields, in.Body.Reason)
	})
	return out, err
}
