package office

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

// documents declares what a session leaves behind on paper.
func (a *api) documents() {
	door.Personal(a.Door, door.Operation{
		ID: "read-minutes", Method: http.MethodGet, Path: "/zones/{zone}/sessions/{session}/minutes",
		Summary: "The minutes of a session as they stand, as Markdown", Tag: "sessions", Sends: "text/markdown",
	}, a.readMinutes)
	door.Personal(a.Door, door.Operation{
		ID: "read-session-bulletin", Method: http.MethodGet, Path: "/zones/{zone}/sessions/{session}/bulletin",
		Summary: "The bulletin of a session as it stands, as Markdown: tasks, urgency, earlier resolutions, matters to be named", Tag: "sessions", Sends: "text/markdown",
	}, a.readSessionBulletin)
}

// DocumentOutput is a document as text.
type DocumentOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func document(words string) *DocumentOutput {
	return &DocumentOutput{"text/markdown; charset=utf-8", []byte(words)}
}

func (a *api) readMinutes(ctx context.Context, c *door.Caller, in *InSession) (*DocumentOutput, error) {
	s, t, names, err := a.toWrite(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return document(session.Minutes(s.State, t, names, c.Lang)), nil
}

func (a *api) readSessionBulletin(ctx context.Context, c *door.Caller, in *InSession) (*DocumentOutput, error) {
	s, t, names, err := a.toWrite(ctx, c, in)
	if err != nil {
		return nil, err
	}
	about, err := a.about(ctx, c, in.Zone, s)
	if err != nil {
		return nil, err
	}
	var carried, named []session.Note
	for _, item := range s.Agenda {
		if v, ok := about[item.MatterID]; ok && item.Resolution != "" {
			zh, en := matter.Stage(v.Stage).Words()
			says := text.Text{Zh: zh + "，完成" + fmt.Sprintf("%.0f%%", v.Progress), En: fmt.Sprintf("%s, %.0f%% done", en, v.Progress)}.In(c.Lang)
			if v.Light != "" {
				says += text.Text{Zh: "，" + mechanism.LightTitle(v.Light).Zh, En: ", " + mechanism.LightTitle(v.Light).En}.In(c.Lang)
			}
			carried = append(carried, session.Note{MatterID: item.MatterID, Says: says})
		}
	}
	f := engine.Filter{Scope: c.Subject.Scope(authority.History, c.Rules), What: matter.DutyBulletin, States: []string{engine.DutyOpen, engine.DutyMissed}, Limit: mostNamed}
	ids := []string{}
	for d, err := range a.Engine.Store().Duties(ctx, in.Zone, f) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, d.MatterID)
		named = append(named, session.Note{MatterID: d.MatterID, Says: dossier.DutyWords[d.What].In(c.Lang)})
	}
	more, err := a.behind(ctx, in.Zone, ids)
	if err != nil {
		return nil, err
	}
	of := names.Of
	names.Of = func(id string) string {
		if row, ok := more[id]; ok {
			return row.called()
		}
		return of(id)
	}
	return document(session.Bulletin(s.State, t, carried, named, names, c.Lang)), nil
}

// called is a matter as a document names it.
func (b behindRow) called() string {
	if strings.Contains(b.Title, b.Number) {
		return b.Title
	}
	return fmt.Sprintf("%s（%s）", b.Title, b.Number)
}

// toWrite reads what a document about a session is written from.
func (a *api) toWrite(ctx context.Context, c *door.Caller, in *InSession) (*shownSession, *session.Template, session.Names, error) {
	s, err := a.session(ctx, c, in)
	if err != nil {
		return nil, nil, session.Names{}, err
	}
	t, err := a.Engine.TemplateOf(ctx, in.Zone, &s.State)
	if err != nil {
		return nil, nil, session.Names{}, err
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, nil, session.Names{}, err
	}
	_, view, err := a.Engine.Org(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, nil, session.Names{}, err
	}
	names := session.Names{
		Of: func(id string) string {
			if row, ok := s.behind[id]; ok {
				return row.called()
			}
			return view.Named(id)
		},
		Urgency: func(id, urgency string) text.Text {
			if row, ok := s.behind[id]; ok {
				return timeline.UrgencyTitle(row.facts.Kind, urgency, s.WordedAt(a.Present(ctx)))
			}
			return text.Text{}
		},
	}
	return s, t, names, nil
}
