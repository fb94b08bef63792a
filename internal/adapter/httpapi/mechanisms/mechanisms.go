// Package mechanisms is the interface to what a zone works by: which versions governed since when, their files, a
// changed file checked and told in words, tried on the ledger, proposed, approved by somebody else and so put in force.
package mechanisms

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/mechanism"
)

// mostBody bounds files that are sent.
const mostBody = 4 << 20

type api struct {
	*door.Door

	desk *trial.Desk
}

// Declare adds the operations on mechanisms.
func Declare(d *door.Door, desk *trial.Desk) {
	a := &api{d, desk}
	op := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: "/zones/{zone}/mechanisms" + path, Summary: summary, Tag: "mechanisms", MostBody: mostBody}
	}
	door.Zonal(d, op("list-mechanisms", http.MethodGet, "", "The mechanisms in force, and which versions governed since when"), authority.Directory, a.list)
	door.Zonal(d, op("read-mechanism-files", http.MethodGet, "/files", "The files of a version, as they were applied, and the scenarios beside them"), authority.Directory, a.files)
	a.kinds()
	door.Zonal(d, op("check-mechanisms", http.MethodPost, "/check", "Check changed files with all others of the newest version, and the scenarios beside them: every fault with file, line and column"), authority.Plan, a.check)
	door.Zonal(d, op("diff-mechanisms", http.MethodPost, "/diff", "Tell in words how changed files differ from those of the newest version"), authority.Plan, a.diff)
	begin := op("plan-mechanisms", http.MethodPost, "/plans", "Try changed files on the ledger: a long task, read with its progress until it is done")
	begin.Status = http.StatusAccepted
	door.Zonal(d, begin, authority.Plan, a.plan)
	door.Zonal(d, op("read-plan", http.MethodGet, "/plans/{plan}", "How far a plan of yours is, and its report"), authority.Plan, a.readPlan)
	a.documents(op)
	a.plays(op)
	a.proposals(op)
}

// InZone names the zone of a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}

// NamedView is a kind as lists offer it.
type NamedView struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Limit string `json:"limit,omitempty" doc:"Promised, of a kind that has one"`
}

// MechanismVersion is a version and since when it governs.
type MechanismVersion struct {
	Version   string    `json:"version"`
	Hash      string    `json:"hash" doc:"Over the paths and bytes of all files"`
	From      time.Time `json:"from"`
	AppliedAt time.Time `json:"applied_at"`
	AppliedBy string    `json:"applied_by" doc:"Post"`

	RecordedAt time.Time `json:"recorded_at" doc:"When it was written down, whatever time was given as that of its application"`

	Proposal   string `json:"proposal,omitempty" doc:"Id, where one proposed it and another approved it"`
	ProposedBy string `json:"proposed_by,omitempty" doc:"Post"`
	Why        string `json:"why,omitempty"`
}

// MechanismsOutput is what a zone works by.
type MechanismsOutput struct {
	Body struct {
		Versions []MechanismVersion `json:"versions" nullable:"false" doc:"The newest first"`
		Current  string             `json:"current,omitempty" doc:"Hash of the version in force"`
		Kinds    []NamedView        `json:"kinds" nullable:"false"`
		Letters  []NamedView        `json:"letters" nullable:"false"`
		Sessions []NamedView        `json:"sessions" nullable:"false"`

		Documents []DocumentLine `json:"documents" nullable:"false" doc:"All that the version in force says, in order of file and place"`
	}
}

func (a *api) list(ctx context.Context, c *door.Caller, in *InZone) (*MechanismsOutput, error) {
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &MechanismsOutput{}
	b := &out.Body
	b.Versions, b.Kinds, b.Letters, b.Sessions, b.Documents = []MechanismVersion{}, []NamedView{}, []NamedView{}, []NamedView{}, []DocumentLine{}
	versions, err := a.Engine.Applied(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) {
		b.Versions = append(b.Versions, MechanismVersion{
			Version: v.Bundle.Version, Hash: v.Bundle.Hash, From: *door.Instant(v.From), AppliedAt: *door.Instant(v.AppliedAt), AppliedBy: v.AppliedBy,
			RecordedAt: *door.Instant(v.Recorded), Proposal: v.Proposal, ProposedBy: v.ProposedBy, Why: v.Why,
		})
	}
	now := timeline.At(a.Present(ctx))
	if now == nil {
		return out, nil
	}
	b.Current = now.Hash
	b.Documents = catalogue(now, c.Lang)
	for _, name := range slices.Sorted(maps.Keys(now.Kinds)) {
		k := NamedView{Name: name, Title: now.Kinds[name].Title.In(c.Lang)}
		if limit := now.Kinds[name].Limit.Promised; !limit.IsZero() {
			k.Limit = limit.String()
		}
		b.Kinds = append(b.Kinds, k)
	}
	for _, name := range slices.Sorted(maps.Keys(now.Letters)) {
		b.Letters = append(b.Letters, NamedView{Name: name, Title: now.Letters[name].Title.In(c.Lang)})
	}
	for _, name := range slices.Sorted(maps.Keys(now.Sessions)) {
		b.Sessions = append(b.Sessions, NamedView{Name: name, Title: now.Sessions[name].Title.In(c.Lang)})
	}
	return out, nil
}

// FilesInput picks a version.
type FilesInput struct {
	InZone

	Hash string `query:"hash" maxLength:"128" doc:"Of a version; the one in force unless given"`
}

// MechanismFileView is a file of a version.
type MechanismFileView struct {
	Path string   `json:"path"`
	Text string   `json:"text"`
	Rows []string `json:"rows,omitempty" nullable:"false" doc:"Rows of the table of mechanisms that it carries"`

	Scenarios bool `json:"scenarios,omitempty" doc:"It tests the file beside it and governs nothing"`
}

// MechanismFilesOutput is a version's files.
type MechanismFilesOutput struct {
	Body struct {
		Hash  string              `json:"hash"`
		Files []MechanismFileView `json:"files" nullable:"false"`
	}
}

func (a *api) files(ctx context.Context, _ *door.Caller, in *FilesInput) (*MechanismFilesOutput, error) {
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	b := timeline.At(a.Present(ctx))
	for _, v := range timeline {
		if in.Hash != "" && v.Bundle.Hash == in.Hash {
			b = v.Bundle
		}
	}
	if b == nil || in.Hash != "" && b.Hash != in.Hash {
		return nil, errs.Newf(errs.NotFound, "mechanism.no_version", "没有这个机制版本，请核对 hash", "there is no such version of the mechanisms: check the hash").At("query.hash")
	}
	out := &MechanismFilesOutput{}
	out.Body.Hash, out.Body.Files = b.Hash, []MechanismFileView{}
	for _, f := range b.Files {
		out.Body.Files = append(out.Body.Files, MechanismFileView{Path: f.Path, Text: string(f.Bytes), Rows: f.Rows})
	}
	for _, f := range b.Scenarios {
		out.Body.Files = append(out.Body.Files, MechanismFileView{Path: f.Path, Text: string(f.Bytes), Scenarios: true})
	}
	return out, nil
}

// candidate is the newest version, whether or not it governs yet, with files written anew, and what is wrong with it. Faults of form are faults like
// any other.
func (a *api) candidate(ctx context.Context, zone string, files map[string]string) (current, b *mechanism.Bundle, faults errs.List, err error) {
	now := a.Present(ctx)
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, nil, nil, err
	}
	current = timeline.Newest()
	b, err = trial.Candidate(current, zone, files)
	if list, ok := err.(errs.List); ok { //nolint:errorlint // a bundle's faults are never wrapped
		return current, nil, list, nil
	}
	if err != nil {
		return nil, nil, nil, err
	}
	cal, err := a.Engine.Calendar(ctx, zone, now)
	if err != nil {
		return nil, nil, nil, err
	}
	return current, b, mechanism.Check(b, cal, cal.DateOf(now)), nil
}
