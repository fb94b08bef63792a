package mechanisms

import (
	"context"
	"maps"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/cadence"
)

// CadenceYearInput names a kind and a year.
type CadenceYearInput struct {
	InZone

	Kind    string `path:"kind" maxLength:"100"`
	Year    int    `query:"year" minimum:"2000" maximum:"2100" doc:"This year unless given"`
	Version string `query:"version" maxLength:"128" doc:"Version or hash; the one in force unless given"`
}

// CadenceYearOutput is a kind's cadence through a year.
type CadenceYearOutput struct {
	Body struct {
		Year    int          `json:"year"`
		Rhythms []RhythmYear `json:"rhythms" nullable:"false"`
		Days    []clock.Date `json:"days_off" nullable:"false" doc:"Days of the year that are not worked"`
		Unsure  bool         `json:"provisional" doc:"The year's notice is not known yet"`
	}
}

// RhythmYear is one rhythm through a year.
type RhythmYear struct {
	Value   string       `json:"value" doc:"Urgency or category; * for all"`
	Title   string       `json:"title"`
	Says    string       `json:"says"`
	Periods []PeriodView `json:"periods" nullable:"false"`
}

// PeriodView is a period, both days included.
type PeriodView struct {
	Key  string     `json:"key"`
	From clock.Date `json:"from"`
	To   clock.Date `json:"to"`
	Due  clock.Date `json:"due" doc:"The day on which it is due"`
}

func (a *api) year(ctx context.Context, c *door.Caller, in *CadenceYearInput) (*CadenceYearOutput, error) {
	b, _, err := a.version(ctx, in.Zone, in.Version)
	if err != nil {
		return nil, err
	}
	k := b.Kinds[in.Kind]
	if k == nil {
		return nil, errs.Newf(errs.NotFound, "mechanism.no_kind", "没有事项种类“%[1]s”，请从机制列表进入", "there is no kind %[1]q: open it from the list of mechanisms", in.Kind).At("path.kind")
	}
	now := a.Present(ctx)
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	out := &CadenceYearOutput{}
	if out.Body.Year = in.Year; in.Year == 0 {
		out.Body.Year = cal.DateOf(now).Year()
	}
	first, last := clock.NewDate(out.Body.Year, 1, 1), clock.NewDate(out.Body.Year, 12, 31)
	out.Body.Rhythms, out.Body.Days = []RhythmYear{}, []clock.Date{}
	view := KindView{}
	view.cadence(k, c.Lang)
	for i, value := range slices.Sorted(maps.Keys(k.Cadence.Rhythm)) {
		def := k.Cadence.Rhythm[value]
		r := RhythmYear{value, view.Cadence[i].Title, view.Cadence[i].Says, []PeriodView{}}
		for _, p := range def.Periods(cal, first, last) {
			if !k.Owes(def, p, 0, cal) {
				continue
			}
			_, due := cadence.Open(def, p, cal)
			r.Periods = append(r.Periods, PeriodView{p.Key, p.From, p.To, cal.DateOf(due)})
		}
		out.Body.Rhythms = append(out.Body.Rhythms, r)
	}
	for d := first; d <= last; d++ {
		if !cal.Workday(d) {
			out.Body.Days = append(out.Body.Days, d)
		}
	}
	out.Body.Unsure = !cal.Gazetted(out.Body.Year)
	return out, nil
}
