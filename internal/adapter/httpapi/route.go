package httpapi

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
func (a *API) Declared() []Declared { return a.declared }

// operation is what a declaration says besides its guard and handler.
type operation struct {
	id, method, path string // below Prefix
	summary          string
	tag              string
	status           int // of success; 200 unless said
	most             int64
}

// declare adds an operation under a guard.
func declare[I, O any](a *API, op operation, g guard, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	a.declared = append(a.declared, Declared{op.id, op.method, Prefix + op.path, string(g.whose), g.need})
	h := huma.Operation{
		OperationID: op.id, Method: op.method, Path: Prefix + op.path, Summary: op.summary, Tags: []string{op.tag}, DefaultStatus: op.status,
		MaxBodyBytes: op.most, BodyReadTimeout: slowBody, Metadata: map[string]any{"guard": g},
		Extensions: map[string]any{"x-open-to": string(g.whose)},
		Errors:     []int{http.StatusBadRequest, http.StatusUnprocessableEntity},
	}
	if h.MaxBodyBytes == 0 {
		h.MaxBodyBytes = mostBody
	}
	if g.need != "" {
		h.Extensions["x-capability"] = string(g.need)
	}
	if g.whose != toAnybody {
		h.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		h.Errors = append(h.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	}
	if op.method != http.MethodGet {
		h.Errors = append(h.Errors, http.StatusConflict)
	}
	huma.Register(a.huma, h, func(ctx context.Context, in *I) (*O, error) {
		c := callerOf(ctx)
		out, err := handle(ctx, c, in)
		if err != nil {
			p := problem(err, http.StatusInternalServerError, c.Lang)
			p.Instance = "urn:qinlian:trace:" + c.Trace
			if p.Status >= http.StatusInternalServerError {
				a.Log.Error("request failed", "trace", c.Trace, "operation", op.id, "error", err.Error())
			}
			return nil, p
		}
		return out, nil
	})
}

// public declares an operation for which nobody need have signed in.
func public[I, O any](a *API, op operation, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(a, op, guard{whose: toAnybody}, handle)
}

// personal declares an operation about whoever has signed in; what it lists it lists through a scope.
func personal[I, O any](a *API, op operation, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(a, op, guard{whose: toOneself}, handle)
}

// zonal declares an operation that needs a capability in the zone as a whole.
func zonal[I, O any](a *API, op operation, need authority.Capability, handle func(ctx context.Context, c *Caller, in *I) (*O, error)) {
	declare(a, op, guard{toZone, need}, handle)
}

// ofMatter is the input of an operation on a matter.
type ofMatter interface{ which() (zone, number string) }

// InMatter names a matter in a path.
type InMatter struct {
	Zone   string `path:"zone" maxLength:"64" doc:"Zone, such as ganzhou-etdz"`
	Number string `path:"number" maxLength:"200" doc:"Number (招调〔2023〕1号, percent-encoded) or id of the matter"`
}

func (m *InMatter) which() (zone, number string) { return m.Zone, m.Number }

// sight is a matter that the caller may see, and what authority looks at in it.
type sight struct {
	State matter.State // with its light of the instant
	facts authority.Facts
}

// onMatter declares an operation on one matter. Who may not see the matter is told that there is none, in the
// words of a number that was never given out; who may see it but lacks the capability, that it is not theirs.
func onMatter[I any, P interface {
	*I
	ofMatter
}, O any](a *API, op operation, need authority.Capability, handle func(ctx context.Context, c *Caller, in *I, m *sight) (*O, error)) {
	declare(a, op, guard{toOneOfIts, need}, func(ctx context.Context, c *Caller, in *I) (*O, error) {
		zone, number := P(in).which()
		m, err := a.see(ctx, c, zone, number)
		if err != nil {
			return nil, err
		}
		if need != "" && !c.Subject.May(need, &m.facts, c.Rules) {
			return nil, authority.Forbidden(need)
		}
		return handle(ctx, c, in, m)
	})
}

// see finds a matter that the caller may see.
func (a *API) see(ctx context.Context, c *Caller, zone, number string) (*sight, error) {
	m := &sight{}
	var err error
	if m.State, err = a.Engine.Find(ctx, zone, number, a.Now()); err != nil && errs.KindOf(err) != errs.NotFound {
		return nil, err
	}
	if m.facts = engine.FactsOf(&m.State); err != nil || !c.Subject.May(authority.See, &m.facts, c.Rules) {
		return nil, unknownMatter(number)
	}
	return m, nil
}

func unknownMatter(number string) error {
	return errs.Newf(errs.NotFound, "matter.not_found", "没有编号或标识为“%[1]s”的事项，请核对编号", "there is no matter %[1]q: check the number", number)
}
