package mechanisms

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// kinds declares how kinds and letters are read as pages made from their files.
func (a *api) kinds() {
	door.Zonal(a.Door, door.Operation{
		ID: "read-kind", Method: http.MethodGet, Path: "/zones/{zone}/mechanisms/kinds/{kind}", Tag: "mechanisms",
		Summary: "A kind of matter as a person reads it: fields, limits, roles, gates, lights and ladder in words, and the form for registering one",
	}, authority.Directory, a.readKind)
	door.Zonal(a.Door, door.Operation{
		ID: "list-letter-templates", Method: http.MethodGet, Path: "/zones/{zone}/letter-templates", Tag: "mechanisms",
		Summary: "The sorts of letters: number, text, time to answer",
	}, authority.Directory, a.letterTemplates)
}

// KindInput names a kind of a version.
type KindInput struct {
	InZone

	Kind    string `path:"kind" maxLength:"100"`
	Version string `query:"version" maxLength:"128" doc:"Version or hash; the one in force unless given"`
}

// KindOutput is a kind.
type KindOutput struct{ Body KindView }

// version finds a version by its name or hash, the one in force for none.
func (a *api) version(ctx context.Context, zone, name string) (b *mechanism.Bundle, current bool, err error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, false, err
	}
	now := timeline.At(a.Present(ctx))
	if name == "" {
		b = now
	}
	for _, v := range timeline {
		if name != "" && (v.Bundle.Version == name || v.Bundle.Hash == name) {
			b = v.Bundle
		}
	}
	if b == nil {
		return nil, false, errs.Newf(errs.NotFound, "mechanism.no_version", "没有这个机制版本，请核对 version", "there is no such version of the mechanisms: check version").At("query.version")
	}
	return b, b == now, nil
}

func (a *api) readKind(ctx context.Context, c *door.Caller, in *KindInput) (*KindOutput, error) {
	b, current, err := a.version(ctx, in.Zone, in.Version)
	if err != nil {
		return nil, err
	}
	k := b.Kinds[in.Kind]
	if k == nil {
		zh, en := text.Suggest(in.Kind, slices.Collect(maps.Keys(b.Kinds)))
		return nil, errs.Newf(errs.NotFound, "mechanism.no_kind", "没有事项种类“%[1]s”；%[2]s", "there is no kind %[1]q; %[3]s", in.Kind, zh, en).At("path.kind")
	}
	out := &KindOutput{Body: kindView(b, k, c.Lang)}
	posts, err := a.Acting(ctx, c, in.Zone)
	if err != nil || !current || len(posts) == 0 || !c.Subject.Can(authority.Register) {
		return out, err
	}
	w, err := a.Engine.World(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	takes, err := matter.RegisterTakes(&w, k.Name, posts[0], a.Present(ctx))
	if err != nil {
		return nil, err
	}
	out.Body.RegisterTakes = door.Takes(takes, c.Lang)
	return out, nil
}

var lightNames = [3]string{"red", "amber", "green"}

func kindView(b *mechanism.Bundle, k *mechanism.Kind, lang text.Lang) KindView {
	v := KindView{
		Name: k.Name, Title: k.Title.In(lang), Source: k.Source, Note: k.Note, Rows: append([]string{}, k.Rows...), File: k.At.File, Line: k.At.Line,
		Version: b.Version, Number: k.Number, EffectiveFrom: day(k.Effective.From), EffectiveTo: day(k.Effective.To),
		Fields: door.Takes(matter.OwnTakes(k), lang), Urgencies: []UrgencyView{}, Categories: append([]string{}, k.Categories...), Place: k.Place,
		Stages: stages(k, lang), Roles: roles(k, lang), Limits: limits(b, k, lang), Extensions: k.Limit.Extends(), ExtendBy: mechanism.LimitWords(k.Limit.ExtendBy).In(lang),
		ClockStart: k.Limit.Start, Gates: gates(b, k, lang), Lights: []LightView{}, Ladder: []RungView{}, UseLadder: k.UseLadder, Cadence: []RhythmView{},
		Checklist: []string{}, FollowUp: slices.Contains(k.Requires, "follow-up"), Recheck: mechanism.LimitWords(k.Recheck).In(lang),
		Letters: []NamedView{}, Children: []NamedView{}, Standing: k.Standing.Each, RegisterTakes: []door.TakeView{},
	}
	if v.ClockStart == "" {
		v.ClockStart = "assign"
	}
	for i := range v.Fields {
		v.Fields[i].Name = strings.TrimPrefix(v.Fields[i].Name, "fields.")
	}
	for _, value := range slices.Sorted(maps.Keys(k.Urgencies)) {
		u := UrgencyView{Value: value, Title: k.UrgencyWords(value).In(lang)}
		if slices.Contains([]string{"red", "orange", "amber", "yellow", "green", "blue"}, value) {
			u.Colour = value
		}
		v.Urgencies = append(v.Urgencies, u)
	}
	for _, item := range k.Checklist {
		v.Checklist = append(v.Checklist, item.In(lang))
	}
	var sent []string
	for i, p := range k.LightRules() {
		if p != nil {
			v.Lights = append(v.Lights, LightView{lightNames[i], dossier.Phrase(p, b, k).In(lang), p.Source()})
		}
	}
	v.Ladder, sent = rungs(b, k, lang)
	v.cadence(k, lang)
	if v.MetByLetter != "" {
		sent = append(sent, v.MetByLetter)
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(sent))) {
		if t := b.Letters[name]; t != nil {
			v.Letters = append(v.Letters, NamedView{Name: name, Title: t.Title.In(lang)})
		}
	}
	for _, name := range k.Tree.Children {
		if child := b.Kinds[name]; child != nil {
			v.Children = append(v.Children, NamedView{Name: name, Title: child.Title.In(lang)})
		}
	}
	v.confidential(k, lang)
	return v
}

func day(d clock.Date) *clock.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func stageTitle(s matter.Stage, lang text.Lang) string {
	zh, en := s.Words()
	return text.Text{Zh: zh, En: en}.In(lang)
}

func stages(k *mechanism.Kind, lang text.Lang) []StageView {
	insisted := map[matter.Stage]string{matter.Established: "establish", matter.Accepted: "accept", matter.Reviewed: "review", matter.FollowedUp: "follow-up"}
	out := []StageView{}
	for _, s := range matter.Road() {
		out = append(out, StageView{string(s), stageTitle(s, lang), insisted[s] != "" && slices.Contains(k.Requires, insisted[s])})
	}
	return out
}

func roles(k *mechanism.Kind, lang text.Lang) []RoleView {
	anybody := text.Text{Zh: "任何岗位", En: "anybody"}
	out := []RoleView{}
	for _, r := range []struct {
		name   string
		ref    mechanism.RoleRef
		zh, en string
	}{
		{"assign", k.Roles.Assign, "立项、交办、转办、撤销", "establishes, assigns, transfers, withdraws"},
		{"review", k.Roles.Review, "审核、退回", "reviews and returns"},
		{"verify", k.Roles.Verify, "核验销号（不能是责任人本人）", "closes out, never the owner"},
		{"extend", k.Roles.Extend, "批准延期和计划调整", "grants extensions and changes of plan"},
		{"office", k.Roles.Office, "签发函件", "issues letters"},
		{"sponsor", k.Roles.Sponsor, "牵头领导", "sponsors"},
	} {
		says := r.ref.Words()
		if r.ref.Role.IsZero() {
			says = anybody
		}
		out = append(out, RoleView{r.name, text.Text{Zh: r.zh, En: r.en}.In(lang), says.In(lang), r.ref.Text})
	}
	return out
}

func limits(b *mechanism.Bundle, k *mechanism.Kind, lang text.Lang) []LimitView {
	out := []LimitView{}
	add := func(when string, advisory, promised, statutory, accept calendar.Limit) {
		for _, l := range []struct {
			name, zh, en string
			limit        calendar.Limit
		}{
			{"advisory", "建议时限", "advisory limit", advisory},
			{"promised", "承诺时限", "promised limit", promised},
			{"statutory", "法定时限", "statutory limit", statutory},
			{"accept", "签收时限", "time to accept", accept},
		} {
			if !l.limit.IsZero() {
				out = append(out, LimitView{l.name, text.Text{Zh: l.zh, En: l.en}.In(lang), l.limit.String(), mechanism.LimitWords(l.limit).In(lang), when})
			}
		}
	}
	add("", k.Limit.Advisory, k.Limit.Promised, k.Limit.Statutory, k.Limit.Accept)
	for i := range k.Limit.When {
		one := &k.Limit.When[i]
		add(said(one.If, b, k, lang), one.Advisory, one.Promised, one.Statutory, one.Accept)
	}
	return out
}

// said is a condition in words, as the file writes it where there are none, "" where there is no condition.
func said(e mechanism.Expr, b *mechanism.Bundle, k *mechanism.Kind, lang text.Lang) string {
	if words := dossier.Phrase(e.Rule, b, k).In(lang); words != "" {
		return words
	}
	return e.Text
}

func gates(b *mechanism.Bundle, k *mechanism.Kind, lang text.Lang) []GateView {
	out := []GateView{}
	for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
		g := k.Gates[command]
		for _, cond := range g.Conditions() {
			says := cond.Says
			if says.IsZero() {
				says = g.Says
			}
			out = append(out, GateView{command, mechanism.CommandTitles[command].In(lang), says.In(lang), dossier.Phrase(cond.Rule, b, k).In(lang), cond.If, cond.At.Line})
		}
	}
	return out
}

// rungs tells a kind's ladder, and the letters that it sends.
func rungs(b *mechanism.Bundle, k *mechanism.Kind, lang text.Lang) (out []RungView, sent []string) {
	out = []RungView{}
	level := 0
	for i := range k.Ladder {
		r := &k.Ladder[i]
		action, letter, words := r.Action(b)
		if action == "raise" {
			level++
		}
		if letter != "" {
			sent = append(sent, letter)
		}
		by, within := r.By.Words(), mechanism.LimitWords(r.Within)
		if r.By.Text == "" {
			by = k.Roles.Office.Words()
		}
		if within.IsZero() {
			within = text.Text{Zh: "1 个工作日", En: "1 working day"}
		}
		out = append(out, RungView{
			At: r.Source, After: mechanism.RungWords(r.Source).In(lang), Title: rungTitle(r, lang), When: said(r.When, b, k, lang),
			Action: action, Says: words.In(lang), Letter: letter, To: r.Whom().In(lang), By: by.In(lang), Within: within.In(lang), Level: level,
		})
	}
	return out, sent
}

// rungTitle is empty where the file has none in the language: After says then what the rung is.
func rungTitle(r *mechanism.Rung, lang text.Lang) string {
	if lang == text.En {
		return r.Title.En
	}
	return r.Title.In(lang)
}

func (v *KindView) cadence(k *mechanism.Kind, lang text.Lang) {
	if len(k.Cadence.Rhythm) == 0 {
		return
	}
	if v.CadenceBy = k.Cadence.By; v.CadenceBy == "" {
		v.CadenceBy = "urgency"
	}
	if v.CadenceOwner = k.Cadence.Owner.Words().In(lang); v.CadenceOwner == "" {
		v.CadenceOwner = text.Text{Zh: "责任人", En: "the owner"}.In(lang)
	}
	if v.MetBy, v.MetByLetter = k.Cadence.MetBy.By, k.Cadence.MetBy.Letter; v.MetBy == "" {
		v.MetBy = "review"
	}
	for _, value := range slices.Sorted(maps.Keys(k.Cadence.Rhythm)) {
		d := k.Cadence.Rhythm[value]
		title := value
		switch {
		case value == mechanism.Any:
			title = text.Text{Zh: "全部", En: "all"}.In(lang)
		case v.CadenceBy == "urgency":
			title = k.UrgencyWords(value).In(lang)
		}
		v.Cadence = append(v.Cadence, RhythmView{value, title, string(d.Every), mechanism.RhythmWords(d).In(lang), string(d.Due), d.At, d.Workdays})
	}
}

func (v *KindView) confidential(k *mechanism.Kind, lang text.Lang) {
	if len(k.Confidential.Cleared) == 0 {
		return
	}
	v.Confidential = &ConfidentialView{Cleared: []string{}, While: []string{}}
	for _, word := range k.Confidential.Cleared {
		if r, err := authority.ParseRelation(word); err == nil {
			for _, title := range r.Titles() {
				v.Confidential.Cleared = append(v.Confidential.Cleared, title.In(lang))
			}
		}
	}
	for _, stage := range k.Confidential.While {
		v.Confidential.While = append(v.Confidential.While, stageTitle(matter.Stage(stage), lang))
	}
}

// LetterTemplatesInput picks a version.
type LetterTemplatesInput struct {
	InZone

	Version string `query:"version" maxLength:"128" doc:"Version or hash; the one in force unless given"`
}

// LetterTemplatesOutput lists the sorts of letters in order of name.
type LetterTemplatesOutput struct {
	Body struct {
		Templates []LetterTemplateView `json:"templates"`
	}
}

func (a *api) letterTemplates(ctx context.Context, c *door.Caller, in *LetterTemplatesInput) (*LetterTemplatesOutput, error) {
	b, _, err := a.version(ctx, in.Zone, in.Version)
	if err != nil {
		return nil, err
	}
	out := &LetterTemplatesOutput{}
	out.Body.Templates = []LetterTemplateView{}
	for _, name := range slices.Sorted(maps.Keys(b.Letters)) {
		out.Body.Templates = append(out.Body.Templates, letterView(name, b.Letters[name], c.Lang))
	}
	return out, nil
}

func letterView(name string, t *letter.Template, lang text.Lang) LetterTemplateView {
	v := LetterTemplateView{
		Name: name, Title: t.Title.In(lang), Number: t.Number, Reply: mechanism.LimitWords(t.Reply).In(lang), Subject: t.Subject, Body: t.Body,
		Placeholders: []ChoiceView{},
	}
	for _, hole := range letter.Placeholders(*t) {
		title := mechanism.Placeholders[hole].In(lang)
		if title == "" {
			title = hole
		}
		v.Placeholders = append(v.Placeholders, ChoiceView{Value: hole, Title: title})
	}
	return v
}
