package office

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/session"
)

// sessions declares how sessions are read: by who sees the whole zone, and by who chairs or attends them.
func (a *api) sessions() {
	door.Personal(a.Door, door.Operation{
		ID: "list-sessions", Method: http.MethodGet, Path: "/zones/{zone}/sessions",
		Summary: "The sessions that you attend, or all of the zone for who sees it whole; newest first", Tag: "sessions",
	}, a.listSessions)
	door.Personal(a.Door, door.Operation{
		ID: "read-meeting", Method: http.MethodGet, Path: "/zones/{zone}/sessions/{session}",
		Summary: "A session: agenda, attendance, what was said and resolved", Tag: "sessions",
	}, a.readSession)
}

// SessionsInput picks and pages sessions.
type SessionsInput struct {
	InZone

	Template string `query:"template" maxLength:"100"`
	Stage    string `query:"stage" enum:"convened,open,closed,cancelled"`
	Matter   string `query:"matter" maxLength:"64" doc:"Id of a matter that it had on its agenda or resolved about"`
	From     string `query:"from" maxLength:"10" doc:"On this day or later"`
	To       string `query:"to" maxLength:"10" doc:"On this day or earlier"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	After    string `query:"after" maxLength:"1000"`
}

// MeetingLine is a session in a list.
type MeetingLine struct {
	ID          string     `json:"id"`
	Number      string     `json:"number,omitempty"`
	Template    string     `json:"template"`
	Title       string     `json:"title"`
	Date        clock.Date `json:"date"`
	Chair       string     `json:"chair,omitempty"`
	Stage       string     `json:"stage"`
	Items       int        `json:"items"`
	Resolutions int        `json:"resolutions"`
	Resolved    []string   `json:"resolved,omitempty" nullable:"false" doc:"What it resolved about the matter that was asked for"`
}

// SessionsOutput is a page of sessions.
type SessionsOutput struct {
	Body struct {
		Sessions []MeetingLine `json:"sessions" nullable:"false"`
		Next     string        `json:"next,omitempty"`
		Total    int           `json:"total" doc:"How many match"`
	}
}

func (a *api) listSessions(ctx context.Context, c *door.Caller, in *SessionsInput) (*SessionsOutput, error) {
	from, err := door.Date(in.From, "query.from")
	if err != nil {
		return nil, err
	}
	to, err := door.Date(in.To, "query.to")
	if err != nil {
		return nil, err
	}
	last, err := cursorKeys(in.After, 2)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.Sessions(ctx, in.Zone, in.Template)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s session.State) bool {
		return !c.Subject.Attends(listing.SessionPosts(&s)...) || in.Stage != "" && string(s.Stage) != in.Stage || from != 0 && s.Date < from || to != 0 && s.Date > to
	})
	slices.SortFunc(all, func(x, y session.State) int { return cmp.Or(cmp.Compare(y.Date, x.Date), cmp.Compare(y.ID, x.ID)) })
	out := &SessionsOutput{}
	out.Body.Sessions, out.Body.Total = []MeetingLine{}, len(all)
	if last != nil {
		day, _ := last[0].(float64)
		id, _ := last[1].(string)
		all = slices.DeleteFunc(all, func(s session.State) bool {
			return float64(s.Date) > day || float64(s.Date) == day && s.ID >= id
		})
	}
	for i := range all {
		if len(out.Body.Sessions) == in.Limit {
			end := &all[i-1]
			out.Body.Next, err = keysCursor([]any{float64(end.Date), end.ID})
			return out, err
		}
		shown, err := a.shown(ctx, c, in.Zone, all[i])
		if err != nil {
			return nil, err
		}
		s := &shown.State
		t, err := a.Engine.TemplateOf(ctx, in.Zone, s)
		if err != nil {
			return nil, err
		}
		line := MeetingLine{
			ID: s.ID, Number: s.Number, Template: s.Template, Title: t.Called(s.Title, c.Lang), Date: s.Date, Chair: s.Chair, Stage: string(s.Stage), Items: len(s.Agenda), Resolutions: len(s.Resolutions),
		}
		if in.Matter != "" && !line.about(s, in.Matter) { // by what the caller is shown of it
			out.Body.Total--
			continue
		}
		out.Body.Sessions = append(out.Body.Sessions, line)
	}
	return out, nil
}

// about takes what a session resolved about a matter into its line; false where it had nothing to do with it.
func (l *MeetingLine) about(s *session.State, matter string) bool {
	touched := slices.ContainsFunc(s.Agenda, func(i session.Item) bool { return i.MatterID == matter })
	for _, r := range s.Resolutions {
		if s.Concerns(r) == matter {
			l.Resolved, touched = append(l.Resolved, r.Text), true
		}
	}
	return touched
}

// InSession names a session in a path.
type InSession struct {
	Zone    string `path:"zone" maxLength:"64"`
	Session string `path:"session" maxLength:"200" doc:"Number or id"`
}

// session finds a session that the caller may read. Who may not read it is told that there is none.
func (a *api) session(ctx context.Context, c *door.Caller, in *InSession) (*shownSession, error) {
	s, err := a.Session(ctx, c, in.Zone, in.Session)
	if err != nil {
		return nil, err
	}
	return a.shown(ctx, c, in.Zone, s)
}

func (a *api) readSession(ctx context.Context, c *door.Caller, in *InSession) (*MeetingOutput, error) {
	s, err := a.session(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return a.meeting(ctx, c, in.Zone, s)
}
