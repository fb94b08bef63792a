package accounts

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// audit declares what the audit administrator reads: who signed in, was refused, changed accounts, read personal
// data. The matters themselves they do not see.
func (a *api) audit() {
	door.Zonal(a.Door, door.Operation{ID: "read-audit", Method: http.MethodGet, Path: "/audit", Summary: "The audit log, newest first", Tag: "administration"}, authority.Audit, a.readAudit)
	door.Zonal(a.Door, door.Operation{ID: "count-confidential", Method: http.MethodGet, Path: "/zones/{zone}/audit/confidential", Summary: "That there are confidential matters: how many of each kind, and nothing else of them", Tag: "administration"}, authority.Audit, a.countConfidential)
	door.Zonal(a.Door, door.Operation{ID: "verify-audit", Method: http.MethodPost, Path: "/audit/verification", Summary: "Verify the audit log's chain", Tag: "administration"}, authority.Audit, a.verifyAudit)
}

// AuditInput picks and pages lines.
type AuditInput struct {
	Zone    string    `query:"zone" maxLength:"64" doc:"Empty for what concerns the installation"`
	Account string    `query:"account" maxLength:"64"`
	Action  string    `query:"action" maxLength:"64"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
	Before  int64     `query:"before" minimum:"0" doc:"The cursor that the page before gave"`
	Limit   int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// AuditOutput is a page of the log.
type AuditOutput struct {
	Body struct {
		Lines []identity.Line `json:"lines" nullable:"false"`
		Next  int64           `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a *api) readAudit(ctx context.Context, c *door.Caller, in *AuditInput) (*AuditOutput, error) {
	q := &identity.AuditQuery{Zone: in.Zone, Account: in.Account, Action: in.Action, From: in.From, To: in.To, Before: in.Before, Limit: in.Limit}
	if c.Account.Zone != "" {
		q.Zone = c.Account.Zone
	}
	lines, err := a.directory.ReadAudit(ctx, c.Account.By, q)
	if err != nil {
		return nil, err
	}
	out := &AuditOutput{}
	out.Body.Lines = append([]identity.Line{}, lines...)
	if len(lines) == in.Limit {
		out.Body.Next = lines[len(lines)-1].Seq
	}
	return out, nil
}

// ConfidentialOutput counts the confidential kinds of a zone.
type ConfidentialOutput struct {
	Body struct {
		Kinds []ConfidentialCount `json:"kinds" nullable:"false"`
	}
}

// ConfidentialCount is how many matters of a kind there are, hidden from those concerned or no longer.
type ConfidentialCount struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	All   int    `json:"all" doc:"Ever registered"`
	Open  int    `json:"open"`
}

func (a *api) countConfidential(ctx context.Context, c *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*ConfidentialOutput, error) {
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &ConfidentialOutput{}
	out.Body.Kinds = []ConfidentialCount{}
	b := timeline.At(a.Present(ctx))
	if b == nil {
		return out, nil
	}
	_, view, err := a.Engine.Org(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(b.Rules(view).Confidential)) {
		count := ConfidentialCount{Kind: name, Title: b.Kinds[name].Title.In(c.Lang)}
		if count.All, err = a.Engine.Store().CountMatters(ctx, in.Zone, engine.Filter{Kind: name}); err != nil {
			return nil, err
		}
		if count.Open, err = a.Engine.Store().CountMatters(ctx, in.Zone, engine.Filter{Kind: name, Open: new(true)}); err != nil {
			return nil, err
		}
		out.Body.Kinds = append(out.Body.Kinds, count)
	}
	return out, nil
}

// AuditReportOutput is the outcome of a verification.
type AuditReportOutput struct{ Body identity.AuditReport }

func (a *api) verifyAudit(ctx context.Context, c *door.Caller, in *struct {
	Zone string `query:"zone" maxLength:"64"`
},
) (*AuditReportOutput, error) {
	zone := in.Zone
	if c.Account.Zone != "" {
		zone = c.Account.Zone
	}
	report, err := a.directory.VerifyAudit(ctx, zone)
	if err != nil {
		return nil, err
	}
	return &AuditReportOutput{Body: *report}, nil
}
