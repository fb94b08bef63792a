package door

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// Identity finds who sends a request, by session cookie or by token.
type Identity interface {
	// Identify gives nil for nobody; http.unauthenticated for a session or token that is no longer good.
	Identify(r *http.Request) (*Account, error)
}

// Account is somebody who has signed in.
type Account struct {
	ID        string                 // of the account
	Title     string                 // as screens show it: a post or an organisation
	Zone      string                 // "" for administrators of the installation
	Person    string                 // code in the zone's org chart, "" for none
	Admin     authority.Relation     // SystemAdmin, SecurityAdmin or AuditAdmin; 0 for none
	Machine   bool                   // another system
	Parties   []string               // enterprises or citizens for whom the account acts
	Delegated []string               // posts that others have delegated to the person, today
	Scopes    []authority.Capability // of the token; nil for a session
	By        identity.By            // the account as who does something
	Stored    *identity.Account      // as it is stored, read with the request
	World     *int64                 // count of the zone's world as it has just been read; nil where it was not
	Head      engine.Head            // of the matter that the request is about, read with that; without an ID where it was not
}

// Caller is who sends a request, and how they stand.
type Caller struct {
	Account *Account // nil for nobody
	Subject authority.Subject
	Rules   *authority.Rules
	Lang    text.Lang
	From    identity.From
	Trace   string
	key     idempotency
	body    []byte // nil where there is none, or it is an upload

	door    *Door
	strange []string // parameters of the address that the operation does not declare
	also    func(ctx context.Context, d *Door, c *Caller) error
	request *http.Request // of an operation that can be rehearsed
	members members       // of its body
	refused error         // why a rehearsal was
}

// Inbox is whose notices the caller reads: those of their person, or of the account where it acts for somebody; "" for none.
func (c *Caller) Inbox() string {
	if c.Account.Person == "" && len(c.Account.Parties) > 0 {
		return "account:" + c.Account.ID
	}
	return c.Account.Person
}

type callerKey struct{}

// callerOf is who sends the request that ctx belongs to.
func callerOf(ctx context.Context) *Caller {
	c, ok := ctx.Value(callerKey{}).(*Caller)
	if !ok {
		return &Caller{Lang: text.Zh}
	}
	return c
}

// answering surrounds every operation: it finds language and caller, and asks the operation's guard.
func (d *Door) answering(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	c := &Caller{Lang: languageOf(ctx.Header("Accept-Language")), From: fromOf(r), Trace: cmp.Or(observe.TraceOf(r.Context()), d.NewID()), door: d, strange: strangers(ctx.Operation(), r.URL)}
	ctx.SetHeader("Qinlian-Trace", c.Trace)
	ctx.SetHeader("Content-Language", map[text.Lang]string{text.Zh: "zh-CN", text.En: "en"}[c.Lang])
	ctx.SetHeader("Cache-Control", "no-store")
	ctx.SetHeader("Vary", "Accept-Language, Cookie, Authorization")
	ctx = huma.WithValue(ctx, callerKey{}, c)
	defer d.denied(ctx, c)
	defer d.crashed(ctx, c)
	guard, _ := ctx.Operation().Metadata["guard"].(guard)
	if m, can := ctx.Operation().Metadata["rehearsed"].(members); can {
		c.request, c.members = r, m
	}
	err := d.paced(c.From)
	if err == nil {
		err = addressed(r.URL)
	}
	if err == nil {
		err = d.admit(r, c, &guard, ctx.Param("zone"))
	}
	if err == nil {
		err = d.receive(ctx, c)
	}
	if err != nil {
		d.refuse(ctx, err)
		return
	}
	ctx = huma.WithContext(ctx, d.knowing(confined(ctx.Context(), c, ctx.Param("zone")), c))
	if done, err := d.answerAgain(ctx, c); err != nil {
		d.refuse(ctx, err)
		return
	} else if done {
		return
	}
	next(ctx)
	if status := ctx.Status(); status >= http.StatusInternalServerError {
		d.Log.Error("request failed", "trace", c.Trace, "operation", ctx.Operation().OperationID, "status", status)
	}
}

// crashed answers a request whose handler panicked, as far as nothing was answered yet, and has the stack in the log.
func (d *Door) crashed(ctx huma.Context, c *Caller) {
	crash := recover()
	if crash == nil {
		return
	}
	if crash == http.ErrAbortHandler { //nolint:errorlint // what net/http compares, too
		panic(crash)
	}
	d.Log.Error("a handler panicked", "trace", c.Trace, "operation", ctx.Operation().OperationID, "panic", fmt.Sprint(crash), "stack", string(debug.Stack()))
	if ctx.Status() != 0 { // the rest of the answer is missing, which only a broken connection tells
		panic(http.ErrAbortHandler)
	}
	d.refuse(ctx, errors.New("a handler panicked"))
}

// denied has it written down that a request was refused for want of authority.
func (d *Door) denied(ctx huma.Context, c *Caller) {
	if ctx.Status() != http.StatusForbidden || c.Account == nil || d.Denied == nil {
		return
	}
	zone := cmp.Or(ctx.Param("zone"), c.Account.Zone)
	if err := d.Denied(context.WithoutCancel(ctx.Context()), c.Account.By, zone, ctx.Operation().OperationID); err != nil {
		d.Log.Error("a refusal was not written down", "trace", c.Trace, "error", forLog(err))
	}
}

// confined keeps a request in the zone that it is about, or else in the caller's: on PostgreSQL nothing that it does
// reaches another, whatever a handler asks for.
func confined(ctx context.Context, c *Caller, zone string) context.Context {
	if zone == "" && c.Account != nil {
		zone = c.Account.Zone
	}
	return database.Confine(ctx, zone)
}

// knowing has a request work in the world that was read with its caller.
func (d *Door) knowing(ctx context.Context, c *Caller) context.Context {
	if c.Account == nil || c.Account.World == nil {
		return ctx
	}
	return d.Engine.Known(ctx, c.Account.Zone, *c.Account.World, c.Account.Head)
}

// admit finds who calls and asks whether the operation is theirs to call.
func (d *Door) admit(r *http.Request, c *Caller, g *guard, zone string) error {
	if g.whose == toAnybody {
		return nil
	}
	account, err := d.Who.Identify(r)
	if err != nil {
		return err
	}
	c.Account = account
	if account == nil {
		return errs.Newf(errs.Forbidden, "http.unauthenticated", "请先登录", "sign in first")
	}
	if !d.accounts.allow(account.ID, d.Parts.Now()) {
		return tooFast()
	}
	if zone == "" {
		zone = account.Zone
	} else if account.Zone != zone && (account.Admin == 0 || account.Zone != "") {
		return errs.Newf(errs.NotFound, "zone.unknown", "没有地区“%[1]s”", "there is no zone %[1]q", zone)
	}
	if err := d.stand(d.knowing(r.Context(), c), c, zone); err != nil {
		return err
	}
	if g.whose == toZone && !c.Subject.Can(g.need) {
		return c.Forbidden(g.need)
	}
	return nil
}

// stand fills in how the caller stands in a zone.
func (d *Door) stand(ctx context.Context, c *Caller, zone string) error {
	account := c.Account
	c.Rules = &authority.Rules{}
	switch {
	case account.Admin != 0: // an administrator stands in no relation to any matter
		c.Subject = authority.Subject{Zone: zone, Standing: account.Admin}
	case account.Machine:
		c.Subject = authority.Subject{Zone: zone, Standing: authority.Machine}
	case zone == "":
		c.Subject = authority.Subject{}
	default:
		s, rules, err := d.Engine.Standing(ctx, zone, account.Person, account.Delegated, d.Engine.NowIn(zone))
		if err != nil {
			return err
		}
		c.Subject, c.Rules = s, rules
		c.Subject.Parties = account.Parties
	}
	c.Subject.Only = account.Scopes
	return nil
}

// refuse answers with a problem.
func (d *Door) refuse(ctx huma.Context, err error) {
	c := callerOf(ctx.Context())
	p := problem(err, http.StatusInternalServerError, c.Lang)
	p.Instance = traceName + c.Trace
	if p.Status >= http.StatusInternalServerError {
		d.Log.LogAttrs(ctx.Context(), slog.LevelError, "request failed", slog.String("trace", c.Trace),
			slog.String("operation", ctx.Operation().OperationID), slog.String("error", forLog(err)))
	}
	if p.Status == http.StatusUnauthorized {
		ctx.SetHeader("WWW-Authenticate", `Bearer realm="qinlian"`)
	}
	for name := range p.GetHeaders() {
		ctx.SetHeader(name, p.GetHeaders().Get(name))
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = d.huma.Marshal(ctx.BodyWriter(), "application/json", p) // who hung up is not told
}

func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return h
}
