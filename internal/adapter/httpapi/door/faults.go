package door

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
)

// A request is told all its faults at once, whoever finds them: the schema, the address, the handler that reads words
// of its own, the domain.

// member is a member of a command as the domain names it: owner, support_units[1], fields.purpose.
var member = regexp.MustCompile(`^(title|brief|category|urgency|place|origin|parent|first_contact|applicant|kind|fields|lead_unit|support_units|owner|sponsor|verifier|due|reason|text|session|basis|verdict|to|by|duty|letter|template|evidence|checks|progress|which|finished|received|actor|present|all|apologies|guests|left|removed|chair)(\[\d+\])?(\.[^\s:]+)?$`)

// inBody is where in a body a member of a command lies.
func inBody(part, where string) string {
	if where == "actor" {
		where = "as"
	}
	return part + "." + where
}

// fault tells one of an error's faults.
func fault(e *errs.Error, lang text.Lang) Fault {
	f := Fault{Code: e.Code, Message: e.Text.In(lang), Location: e.Where}
	if part, rule, both := strings.Cut(e.Where, " "); both && isRule(rule) {
		f.Location, f.Rule = part, rule
	}
	if name := aboutHeader[e.Code]; name != "" {
		f.Location = "header." + name
	}
	switch {
	case isRule(f.Location):
		f.Location, f.Rule = "", f.Location
	case member.MatchString(f.Location):
		f.Location = inBody("body", f.Location)
	}
	return f
}

// aboutHeader is the header that a refusal is about, wherever it is found.
var aboutHeader = map[string]string{
	"http.key_empty": "Idempotency-Key", "http.key_too_long": "Idempotency-Key", "http.key_reused": "Idempotency-Key", "http.shown_once": "Idempotency-Key",
	"http.changed": "If-Match", "matter.changed": "If-Match", "identity.changed": "If-Match",
}

// isRule tells whether a place is one in a mechanism's file.
func isRule(where string) bool { return strings.Contains(where, ".yaml:") }

// Placed names the part of the body, body.deeds[1], in which an error's faults lie.
func Placed(err error, part string) error {
	place := func(e *errs.Error) *errs.Error {
		switch {
		case e.Where == "":
			return e.At(part)
		case member.MatchString(e.Where):
			return e.At(inBody(part, e.Where))
		case isRule(e.Where):
			return e.At(part + " " + e.Where)
		}
		return e
	}
	if list := errs.List(nil); errors.As(err, &list) {
		placed := make(errs.List, len(list))
		for i, e := range list {
			placed[i] = place(e)
		}
		return placed
	}
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Kind != errs.Internal {
		return place(e)
	}
	return err
}

// Inside names the member of the body, body.values, in which the places of an error's faults lie.
func Inside(err error, part string) error {
	found := errs.List(nil)
	if err == nil || Gather(&found, err) != nil {
		return err
	}
	for i, e := range found {
		found[i] = e.At(part + "." + e.Where)
	}
	return found
}

// members are the names in an operation's body; all are, where it reads the body itself.
type members struct {
	named map[string]bool
	all   bool
}

// bodyOf finds the members of an input's body.
func bodyOf[I any](all bool) members {
	m := members{map[string]bool{}, all}
	body, has := reflect.TypeFor[I]().FieldByName("Body")
	if !has || body.Type.Kind() != reflect.Struct {
		return m
	}
	for _, f := range reflect.VisibleFields(body.Type) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			m.named[name] = true
		}
	}
	return m
}

// locate says of faults that name a member of the body as the domain does, channels.email, that they lie in the body.
func (m members) locate(faults []Fault) {
	for i, f := range faults {
		name := f.Location
		if end := strings.IndexAny(name, ".["); end >= 0 {
			name = name[:end]
		}
		if m.named[name] || m.all && name != "" && name != "body" && name != "query" {
			faults[i].Location = "body." + f.Location
		}
	}
}

// first is what of several faults is told first, and that there are more.
func first(faults []Fault, lang text.Lang) string {
	if len(faults) == 0 {
		return ""
	}
	says := faults[0].Message
	if where := faults[0].Location; strings.HasPrefix(where, "query.") || faults[0].Code == "http.invalid" && where != "" {
		says = where + ": " + says
	}
	if n := len(faults) - 1; n > 0 {
		says += text.Text{Zh: "（另有 " + strconv.Itoa(n) + " 处，见 errors）", En: " (and " + strconv.Itoa(n) + " more: see errors)"}.In(lang)
	}
	return says
}

// Gather adds an error's faults to those found before; what nobody can act on ends the gathering.
func Gather(found *errs.List, err error) error {
	if list := errs.List(nil); errors.As(err, &list) {
		*found = append(*found, list...)
		return nil
	}
	if e := (*errs.Error)(nil); errors.As(err, &e) && e.Kind != errs.Internal {
		*found = append(*found, e)
		return nil
	}
	return err
}

// Also has what else an input says looked at where its schema finds a fault, so that all are told together. It is not
// asked for where there is none: the handler itself looks.
func Also(ctx huma.Context, look func(ctx context.Context, d *Door, c *Caller) error) {
	if c := callerOf(ctx.Context()); c.door != nil {
		c.also = look
	}
}

// more adds to a problem what its finder could not see: parameters that nobody knows, and what a handler would refuse.
func (c *Caller) more(ctx context.Context, p *Problem) {
	before := len(p.Errors)
	p.Errors = append(p.Errors, c.unknown(c.Lang)...)
	if c.also != nil {
		found := errs.List(nil)
		if Gather(&found, c.also(ctx, c.door, c)) == nil {
			for _, e := range found {
				p.Errors = append(p.Errors, fault(e, c.Lang))
			}
		}
	}
	if c.request != nil && (p.Status == http.StatusUnprocessableEntity || p.Status == http.StatusPreconditionRequired) {
		p.Errors = append(p.Errors, c.door.rehearse(ctx, c, p.Errors)...)
	}
	if len(p.Errors) > before && p.Code == "http.invalid" && before > 0 {
		p.Detail = first(p.Errors, c.Lang)
	}
}

// odd is the problem of a request with parameters that nobody knows; nil where there are none.
func (c *Caller) odd(ctx context.Context) error {
	if len(c.strange) == 0 {
		return nil
	}
	p := &Problem{Status: http.StatusUnprocessableEntity, Code: "http.invalid"}
	c.more(ctx, p)
	p.Detail = first(p.Errors, c.Lang)
	p.finish(c.Lang)
	return p
}

// unknown tells of each parameter of the address that the operation does not have.
func (c *Caller) unknown(lang text.Lang) []Fault {
	faults := make([]Fault, len(c.strange))
	for i, name := range c.strange {
		faults[i] = Fault{Code: "http.invalid", Message: oneLanguage(unknownParameter, lang), Location: "query." + name}
	}
	return faults
}

const unknownParameter = "没有这个查询参数，请核对名称" + between + "there is no such query parameter: check its name"

// strangers lists the parameters of an address that an operation does not declare.
func strangers(op *huma.Operation, u *url.URL) []string {
	if u.RawQuery == "" || op.SkipValidateParams {
		return nil
	}
	var out []string
	for name := range u.Query() {
		if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Forbidden refuses what a post does not allow, or what a token does not cover.
func (c *Caller) Forbidden(need authority.Capability) error {
	if c.Account != nil && c.Account.Scopes != nil && !slices.Contains(c.Account.Scopes, need) {
		return errs.Newf(errs.Forbidden, "authority.no_scope", "这个令牌没有“%[1]s”权限范围，请换用或另发带此范围的令牌", "this token lacks the scope %[1]q: use or issue one that has it", string(need))
	}
	return authority.Forbidden(need)
}

// notByToken refuses a token what somebody does about themselves: it must not widen its own power, nor hide its traces.
func notByToken() error {
	return errs.Newf(errs.Forbidden, "authority.not_by_token", "接口令牌不能代本人办理此事（授权、吊销令牌、改通知设置等），请登录后办理",
		"an API token cannot do this for its owner (delegate, revoke tokens, change notices …): sign in to do it")
}
