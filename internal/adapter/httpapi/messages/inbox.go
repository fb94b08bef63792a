package messages

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// inbox declares a person's own notices and preferences.
func (a *api) inbox() {
	door.Personal(a.Door, door.Operation{ID: "list-notices", Method: http.MethodGet, Path: "/zones/{zone}/notices", Summary: "Your inbox, newest first", Tag: "messages"}, a.listNotices)
	door.Personal(a.Door, door.Operation{ID: "read-notices", Method: http.MethodPost, Path: "/zones/{zone}/notices/read", Summary: "Mark notices of yours as read, or all of them", Tag: "messages", Own: true}, a.markRead)
	door.Personal(a.Door, door.Operation{ID: "read-preferences", Method: http.MethodGet, Path: "/zones/{zone}/preferences", Summary: "How you want to hear", Tag: "messages"}, a.readPreferences)
	door.Personal(a.Door, door.Operation{ID: "set-preferences", Method: http.MethodPut, Path: "/zones/{zone}/preferences", Summary: "Say how you want to hear", Tag: "messages", Own: true}, a.setPreferences)
}

// person is whose inbox it is: a person's of the org chart, or the account's where it acts for an enterprise or a citizen.
func person(c *door.Caller) (string, error) {
	if owner := c.Inbox(); owner != "" {
		return owner, nil
	}
	return "", errs.Newf(errs.Forbidden, "notify.nobody", "此账号不属于机构图中的人员，也不代表企业或群众，没有收件箱", "this account belongs to nobody in the org chart, acts for nobody, and has no inbox")
}

// NoticesInput pages notices.
type NoticesInput struct {
	InZone

	Unread bool   `query:"unread"`
	After  string `query:"after" maxLength:"64" doc:"The cursor that the page before gave"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// NoticeView is a notice as its receiver sees it.
type NoticeView struct {
	ID           string     `json:"id"`
	Kind         string     `json:"kind" enum:"duty-missed,rung-fired,letter-late,assigned,letter,verify,proposed,answered,claim-step,entitlement,clause,duty-opened"`
	Urgent       bool       `json:"urgent"`
	Confidential bool       `json:"confidential" doc:"Its words are told in the inbox alone"`
	Title        string     `json:"title"`
	Body         string     `json:"body"`
	Matter       string     `json:"matter,omitempty" doc:"Its id"`
	Number       string     `json:"number,omitempty"`
	Proposal     string     `json:"proposal,omitempty" doc:"The version of the mechanisms that it is about"`
	Link         string     `json:"link,omitempty" doc:"Path of the page that shows what it is about"`
	CreatedAt    time.Time  `json:"created_at"`
	ReadAt       *time.Time `json:"read_at,omitempty"`
}

// NoticesOutput is a page of the inbox.
type NoticesOutput struct {
	Body struct {
		Notices []NoticeView `json:"notices" nullable:"false"`
		Unread  int          `json:"unread" doc:"How many there are that you have not read"`
		Next    string       `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a *api) listNotices(ctx context.Context, c *door.Caller, in *NoticesInput) (*NoticesOutput, error) {
	who, err := person(c)
	if err != nil {
		return nil, err
	}
	list, err := a.Notify.Inbox(ctx, in.Zone, who, in.Unread, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &NoticesOutput{}
	out.Body.Notices = []NoticeView{}
	for i := range list {
		n := &list[i]
		view := NoticeView{
			ID: n.ID, Kind: n.Kind, Urgent: n.Urgent, Confidential: n.Secret, Title: n.Title, Body: n.Body, Matter: n.MatterID, Number: n.Number, Link: n.Link(),
			CreatedAt: *door.Instant(time.UnixMicro(n.CreatedAt)), ReadAt: micros(n.ReadAt),
		}
		if n.Kind == notify.Proposed || n.Kind == notify.Answered {
			view.Matter, view.Proposal = "", n.MatterID
		}
		if n.Kind == notify.Entitlement || n.Kind == notify.Clause {
			view.Matter = ""
		}
		out.Body.Notices = append(out.Body.Notices, view)
	}
	if len(list) == in.Limit {
		out.Body.Next = list[len(list)-1].ID
	}
	out.Body.Unread, err = a.Notify.Unread(ctx, in.Zone, who)
	return out, err
}

// micros is an instant in µs since 1970, nil for 0.
func micros(at int64) *time.Time {
	if at == 0 {
		return nil
	}
	return door.Instant(time.UnixMicro(at))
}

// ReadInput names notices; none means all.
type ReadInput struct {
	InZone

	Body struct {
		IDs []string `json:"ids" maxItems:"500" nullable:"false" doc:"Empty: all of them"`
	}
}

// ReadOutput says how many were not read before.
type ReadOutput struct {
	Body struct {
		Marked int `json:"marked"`
	}
}

func (a *api) markRead(ctx context.Context, c *door.Caller, in *ReadInput) (*ReadOutput, error) {
	who, err := person(c)
	if err != nil {
		return nil, err
	}
	out := &ReadOutput{}
	out.Body.Marked, err = a.Notify.MarkRead(ctx, in.Zone, who, in.Body.IDs...)
	return out, err
}

// PreferencesBody is how a person wants to hear.
type PreferencesBody struct {
	Lang  string `json:"lang" enum:"zh,en"`
	Quiet struct {
		From     string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"时:分，如 22:00 (HH:MM)" doc:"22:00; the same as to: never"`
		To       string `json:"to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" patternDescription:"时:分，如 22:00 (HH:MM)" doc:"07:30, of the next day where it is not after from"`
		RestDays bool   `json:"rest_days" doc:"Days off are quiet as well"`
		Urgent   bool   `json:"urgent" doc:"Urgent notices come even so"`
	} `json:"quiet"`
	Muted    []string         `json:"muted" maxItems:"20" nullable:"false" doc:"Kinds that stay in the inbox"`
	Channels []notify.Channel `json:"channels" maxItems:"4" nullable:"false" doc:"email, wecom, dingtalk, webhook; secrets are never given back, an empty one keeps what is there"`
}

// PreferencesOutput is a person's preferences.
type PreferencesOutput struct {
	ETag string `header:"ETag"`
	Body PreferencesBody
}

func (a *api) readPreferences(ctx context.Context, c *door.Caller, in *InZone) (*PreferencesOutput, error) {
	who, err := person(c)
	if err != nil {
		return nil, err
	}
	p, err := a.Notify.Preferences(ctx, in.Zone, who)
	if err != nil {
		return nil, err
	}
	return preferencesOutput(&p), nil
}

func preferencesOutput(p *notify.Preferences) *PreferencesOutput {
	out := &PreferencesOutput{}
	b := &out.Body
	b.Lang, b.Muted, b.Channels = string(p.Lang), append([]string{}, p.Muted...), append([]notify.Channel{}, p.Channels...)
	b.Quiet.From, b.Quiet.To, b.Quiet.RestDays, b.Quiet.Urgent = p.Quiet.From.String(), p.Quiet.To.String(), p.Quiet.RestDays, p.Quiet.Urgent
	for i := range b.Channels {
		b.Channels[i].Secret = ""
	}
	out.ETag = door.TagOf(b)
	return out
}

// PreferencesInput sets preferences.
type PreferencesInput struct {
	InZone

	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the preferences as you read them, or *" required:"true"`
	Body    PreferencesBody
}

func (a *api) setPreferences(ctx context.Context, c *door.Caller, in *PreferencesInput) (*PreferencesOutput, error) {
	who, err := person(c)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	p := notify.Preferences{Lang: text.ParseLang(b.Lang), Muted: b.Muted, Channels: b.Channels}
	p.Quiet.RestDays, p.Quiet.Urgent = b.Quiet.RestDays, b.Quiet.Urgent
	found := errs.List(nil)
	for _, at := range []struct {
		name, words string
		into        interface{ UnmarshalText([]byte) error }
	}{{"from", b.Quiet.From, &p.Quiet.From}, {"to", b.Quiet.To, &p.Quiet.To}} {
		if err := at.into.UnmarshalText([]byte(at.words)); door.Gather(&found, door.At(err, "body.quiet."+at.name)) != nil {
			return nil, err
		}
	}
	prefer := func(ctx context.Context) error {
		return a.Notify.Prefer(ctx, in.Zone, who, p, func(now *notify.Preferences) error {
			return door.Unchanged(in.IfMatch, preferencesOutput(now).ETag, text.Text{Zh: "通知设置", En: "how you are notified"}.In(c.Lang))
		})
	}
	if len(found) > 0 {
		if err := a.Try(ctx, &found, prefer); err != nil {
			return nil, err
		}
		return nil, found.Err()
	}
	if err := prefer(ctx); err != nil {
		return nil, err
	}
	return a.readPreferences(ctx, c, &in.InZone)
}
