package office

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

// inForce are the mechanisms of this instant; empty ones where there are none.
func (a *api) inForce(ctx context.Context, zone string) (*mechanism.Bundle, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	return cmp.Or(timeline.At(a.Present(ctx)), &mechanism.Bundle{}), nil
}

// about tells how the matters of a session stand now, with the lights of this instant, by id.
func (a *api) about(ctx context.Context, c *door.Caller, zone string, s *shownSession) (map[string]AboutView, error) {
	ids := []string{}
	for _, item := range s.Agenda {
		ids = append(ids, item.MatterID)
	}
	for _, r := range s.Resolutions {
		ids = append(ids, r.Matter())
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	out := map[string]AboutView{}
	if len(ids) == 0 {
		return out, nil
	}
	b, err := a.inForce(ctx, zone)
	if err != nil {
		return nil, err
	}
	err = listing.Walk(ctx, a.Engine, zone, engine.Filter{IDs: ids, ByID: true}, a.Present(ctx), func(row listing.Row) bool {
		v := AboutView{
			Number: row.Number, Title: row.Title, Kind: row.Kind, Stage: row.Stage, Open: row.Open, Light: string(row.Light), Unit: row.Unit, Owner: row.Owner,
			Progress: row.Progress, Urgency: row.Urgency, Urgencies: []UrgencyValue{},
		}
		if d := clock.Date(row.DueOn); d != 0 {
			v.Due, v.Provisional = &d, row.Provisional
		}
		if k := b.Kinds[row.Kind]; k != nil {
			v.UrgencyTitle = k.Urgencies[row.Urgency].In(c.Lang)
			for _, value := range slices.Sorted(maps.Keys(k.Urgencies)) {
				v.Urgencies = append(v.Urgencies, UrgencyValue{value, k.Urgencies[value].In(c.Lang)})
			}
		}
		out[row.ID] = v
		return true
	})
	return out, err
}

// agenda shows the items of a session: what each is about as it stands, and what an earlier session had resolved.
func (a *api) agenda(ctx context.Context, c *door.Caller, zone string, s *shownSession, t *session.Template) ([]AgendaItem, error) {
	about, err := a.about(ctx, c, zone, s)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, b := range t.Parts() {
		titles[b.Name] = b.Title.In(c.Lang)
	}
	earlier := map[string]*session.State{}
	out := []AgendaItem{}
	for i, item := range s.Agenda {
		v := AgendaItem{Item: i + 1, Block: item.Block, BlockTitle: titles[item.Block], Title: t.AsItem(item, c.Lang), Matter: s.behind[item.MatterID].Number, LookBack: item.Resolution != "", Filled: item.Filled}
		if m, ok := about[item.MatterID]; ok {
			v.About = &m
		}
		if held, n, ok := strings.Cut(item.Resolution, "/"); ok {
			if earlier[held] == nil {
				one, err := a.Engine.Session(ctx, zone, held)
				if err != nil && errs.KindOf(err) != errs.NotFound {
					return nil, err
				}
				earlier[held] = &one
			}
			was := earlier[held]
			if j := slices.IndexFunc(was.Resolutions, func(r session.Resolution) bool { return r.ID == n }); j >= 0 {
				then, err := a.Engine.TemplateOf(ctx, zone, was)
				if err != nil {
					return nil, err
				}
				v.Earlier = &EarlierView{cmp.Or(was.Number, was.ID), then.Called(was.Title, c.Lang), was.Date, was.Resolutions[j].Text}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// frame fills in what the session's template asks of it, and the session before it.
func (a *api) frame(ctx context.Context, c *door.Caller, zone string, s *shownSession, t *session.Template, v *MeetingView) error {
	b, err := a.inForce(ctx, zone)
	if err != nil {
		return err
	}
	v.Blocks, v.MayIssue, v.Recolor, v.Needed = []PartView{}, []NamedKind{}, t.Recolor, session.Needed(len(s.Attendance.Members()), t.Quorum)
	owed := session.Unhandled(s.whole, t)
	for _, part := range t.Parts() {
		v.Blocks = append(v.Blocks, PartView{
			BlockView{part.Name, part.Title.In(c.Lang), part.Required, part.First, part.Fill},
			slices.ContainsFunc(owed, func(o session.Block) bool { return o.Name == part.Name }),
			part.Passable(s.whole.Agenda),
		})
	}
	kinds := t.MayIssue
	if len(kinds) == 0 {
		kinds = slices.Sorted(maps.Keys(b.Kinds))
	}
	for _, name := range kinds {
		if k := b.Kinds[name]; k != nil && k.Standing.Each == "" {
			v.MayIssue = append(v.MayIssue, NamedKind{name, k.Title.In(c.Lang)})
		}
	}
	all, err := a.Engine.Sessions(ctx, zone, s.Template)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(one session.State) bool { return one.ID == s.ID })
	for i--; i >= 0; i-- {
		if held := &all[i]; held.Stage == session.Closed && c.Subject.Attends(listing.SessionPosts(held)...) {
			v.Previous = cmp.Or(held.Number, held.ID)
			break
		}
	}
	return nil
}
