package door

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// whose says to whom an operation is open before its own checks.
type whose string

const (
	toAnybody  whose = "anybody"  // nobody need have signed in
	toOneself  whose = "oneself"  // whoever has signed in, about themselves; rows are scoped
	toZone     whose = "zone"     // a capability in the zone as a whole
	toOneOfIts whose = "a matter" // a capability on the matter that the path names
)

// guard is what an operation asks of its caller.
type guard struct {
	whose whose
	need  authority.Capability
}

// Declared is an operation with its guard: a row of the matrix that a test walks.
type Declared struct {
	ID, Method, Path string
	Whose            string
	Need             authority.Capability
}

// Declared lists every operation in the order of declaration.
func (d *Door) Declared() []Declared { return d.declared }

// Operation is what a declaration says besides its guard and handler.
type Operation struct {
	ID, Method, Path string // Path is below Prefix
	Summary          string
	Tag              string
	Status           int    // of success; 200 unless said
	MostBody         int64  // bytes; a megabyte unless said
	Reads            bool   // changes nothing: asked again under the same key it is answered anew, in no transaction
	Keeps            bool   // its handler keeps the answer itself (Keep), in the transaction of what it does
	Secret           bool   // its answer holds what is shown once and stored nowhere
	Own              bool   // changes what is somebody's own, which no token does for them, whatever its scopes
	Unread           bool   // its handler reads the body itself, by rules that another document gives
	AnyQuery         bool   // a query may have members that are not declared
	Form             Form   // of an upload: what its input (Upload) reads
	Sends            string // media types of the file it answers with, "," between; JSON unless said
}

// described enters an operation in the list of declarations and describes it as the interface's description shows it.
func (d *Door) described(op *Operation, g guard) huma.Operation {
	d.declared = append(d.declared, Declared{op.ID, op.Method, Prefix + op.Path, string(g.whose), g.need})
	h := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Prefix + op.Path, Summary: op.Summary, Tags: []string{op.Tag}, DefaultStatus: op.Status,
		MaxBodyBytes: op.MostBody, BodyReadTimeout: slowBody, SkipValidateBody: op.Unread, SkipValidateParams: op.AnyQuery, Metadata: map[string]any{"guard": g, "upload": op.Form != nil, "reads": op.Reads},
		Extensions: map[string]any{"x-open-to": string(g.whose)},
		Errors:     []int{http.StatusBadRequest, http.StatusUnprocessableEntity},
	}
	if h.MaxBodyBytes == 0 {
		h.MaxBodyBytes = mostBody
	}
	h.MaxBodyBytes++
	if g.need != "" {
		h.Extensions["x-capability"] = string(g.need)
	}
	if g.whose != toAnybody {
		h.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		h.Errors = append(h.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		h.Errors = append(h.Errors, http.StatusConflict)
	}
	if op.Sends != "" {
		h.Responses = sends(op.Sends)
	}
	return h
}

// declare adds an operation under a guard.
func declare[I, O any](d *Door, op Operation, g guard, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	body := bodyOf[I](op.Unread)
	h := d.described(&op, g)
	if rehearsed(&op, g) {
		h.Metadata["rehearsed"] = body
		practise(d, h, handle)
	}
	huma.Register(d.huma, h, func(ctx context.Context, in *I) (*O, error) {
		c := callerOf(ctx)
		err := c.odd(ctx)
		if err == nil && op.Own && c.Account != nil && c.Account.Scopes != nil {
			err = notByToken()
		}
		var out *O
		if err == nil {
			out, err = once(ctx, d, &op, c, in, handle)
		}
		if err != nil {
			p := problem(err, http.StatusInternalServerError, c.Lang)
			p.Instance = traceName + c.Trace
			body.locate(p.Errors)
			if p.Status >= http.StatusInternalServerError {
				d.Log.Error("request failed", "trace", c.Trace, "operation", op.ID, "error", forLog(err))
			}
			return nil, p
		}
		return out, nil
	})
	d.complete(&op, g)
}

// Public declares an operation for which nobody need have signed in.
func Public[I, O any](d *Door, op Operation, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(d, op, guard{whose: toAnybody}, handle)
}

// Personal declares an operation about whoever has signed in; what it lists it lists through a scope.
func Personal[I, O any](d *Door, op Operation, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(d, op, guard{whose: toOneself}, handle)
}

// Zonal declares an operation that needs a capability in the zone as a whole.
func Zonal[I, O any](d *Door, op Operation, need authority.Capability, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(d, op, guard{toZone, need}, handle)
}

// ofMatter is the input of an operation on a matter.
type ofMatter interface{ which() (zone, number string) }

// InMatter names a matter in a path.
type InMatter struct {
	Zone   string `path:"zone" maxLength:"64" doc:"Zone, such as ganzhou-etdz"`
	Number string `path:"number" maxLength:"200" doc:"Number (招调〔2023〕1号, percent-encoded) or id of the matter"`
}

func (m *InMatter) which() (zone, number string) { return m.Zone, m.Number }

// Sight is a matter that the caller may see, and what authority looks at in it.
type Sight struct {
	State matter.State // with its light of the instant
	Facts authority.Facts
}

// OnMatter declares an operation on one matter. Who may not see the matter is told that there is none, in the
// words of a number that was never given out; who may see it but lacks the capability, that it is not theirs.
func OnMatter[I any, P interface {
	*I
	ofMatter
}, O any](d *Door, op Operation, need authority.Capability, handle func(ctx context.Context, c *Caller, in *I, m *Sight) (*O, error)) {
	declare(d, op, guard{toOneOfIts, need}, func(ctx context.Context, c *Caller, in *I) (*O, error) {
		zone, number := P(in).which()
		m, err := d.See(ctx, c, zone, number)
		if err != nil {
			return nil, err
		}
		if need != "" && !c.Subject.May(need, &m.Facts, c.Rules) {
			return nil, c.Forbidden(need)
		}
		return handle(ctx, c, in, m)
	})
}

// See finds a matter that the caller may see.
func (d *Door) See(ctx context.Context, c *Caller, zone, number string) (*Sight, error) {
	state, err := d.Engine.Seen(ctx, zone, number, d.Present(ctx), func(s *matter.State) bool {
		facts := engine.FactsOf(s)
		return c.Subject.May(authority.See, &facts, c.Rules)
	})
	if errs.KindOf(err) == errs.NotFound {
		return nil, UnknownMatter(number)
	}
	if err != nil {
		return nil, err
	}
	return &Sight{State: state, Facts: engine.FactsOf(&state)}, nil
}

// UnknownMatter is the answer about a matter that does not exist, or that the caller may not see.
func UnknownMatter(number string) error {
	return errs.Newf(errs.NotFound, "matter.not_found", "没有编号或标识为“%[1]s”的事项，请核对编号", "there is no matter %[1]q: check the number", number)
}
