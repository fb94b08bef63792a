package messages

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
)

// hooks declares the subscriptions of other systems.
func (a *api) hooks() {
	zonal := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: "/zones/{zone}/webhooks" + path, Summary: summary, Tag: "webhooks"}
	}
	door.Zonal(a.Door, zonal("list-webhooks", http.MethodGet, "", "Webhooks, oldest first, and the events there are"), authority.Operate, a.listHooks)
	subscribe := zonal("add-webhook", http.MethodPost, "", "Add a webhook; its secret is shown once")
	subscribe.Status, subscribe.Secret = http.StatusCreated, true
	door.Zonal(a.Door, subscribe, authority.Operate, a.subscribe)
	door.Zonal(a.Door, zonal("change-webhook", http.MethodPut, "/{webhook}", "Change a webhook's address, events, note, or whether it is active"), authority.Operate, a.changeHook)
	rotate := zonal("rotate-webhook", http.MethodPost, "/{webhook}/secret", "Give a webhook a new secret; the old one signs, too, for a day")
	rotate.Secret = true
	door.Zonal(a.Door, rotate, authority.Operate, a.rotate)
	remove := zonal("remove-webhook", http.MethodDelete, "/{webhook}", "Remove a webhook")
	remove.Status = http.StatusNoContent
	door.Zonal(a.Door, remove, authority.Operate, a.unsubscribe)
}

// HookView is a webhook without its secret.
type HookView struct {
	ID        string     `json:"id"`
	URL       string     `json:"url"`
	Kinds     []string   `json:"kinds" nullable:"false"`
	Note      string     `json:"note,omitempty"`
	Active    bool       `json:"active"`
	CreatedAt time.Time  `json:"created_at"`
	CreatedBy string     `json:"created_by" doc:"Account"`
	OldUntil  *time.Time `json:"old_secret_until,omitempty" doc:"Until then the secret before signs, too"`
	Lost      bool       `json:"unreadable,omitempty" doc:"Its address or secret was sealed with a key that this server has not: give the address anew where it is empty, then a new secret; what is to be sent waits until then"`
	Version   string     `json:"version" doc:"Its ETag"`
}

func hookView(s *webhook.Subscription) HookView {
	v := HookView{
		ID: s.ID, URL: s.URL, Kinds: append([]string{}, s.Kinds...), Note: s.Note, Active: s.Active,
		CreatedAt: *door.Instant(time.UnixMicro(s.CreatedAt)), CreatedBy: s.CreatedBy, OldUntil: micros(s.OldUntil), Lost: s.Unreadable(),
	}
	v.Version = door.TagOf(v)
	return v
}

// asSeen lets a webhook be changed that is still as the caller read it.
func asSeen(c *door.Caller, header string) func(*webhook.Subscription) error {
	return func(now *webhook.Subscription) error {
		return door.Unchanged(header, hookView(now).Version, text.Text{Zh: "推送订阅", En: "the webhook"}.In(c.Lang))
	}
}

// HooksOutput lists webhooks.
type HooksOutput struct {
	Body struct {
		Webhooks []HookView `json:"webhooks" nullable:"false"`
		Kinds    []string   `json:"kinds" nullable:"false" doc:"The events that can be subscribed to"`
	}
}

func (a *api) listHooks(ctx context.Context, _ *door.Caller, in *InZone) (*HooksOutput, error) {
	list, err := a.Hooks.List(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &HooksOutput{}
	out.Body.Webhooks, out.Body.Kinds = []HookView{}, webhook.Kinds()
	for i := range list {
		out.Body.Webhooks = append(out.Body.Webhooks, hookView(&list[i]))
	}
	return out, nil
}

// HookBody is what a webhook is told.
type HookBody struct {
	URL    string   `json:"url" format:"uri" maxLength:"2000" doc:"https, and a public address unless the configuration allows its network"`
	Kinds  []string `json:"kinds,omitempty" maxItems:"60" nullable:"false" doc:"Events wanted; all of them where none is named"`
	Note   string   `json:"note,omitempty" maxLength:"500"`
	Active bool     `json:"active"`
}

func (b *HookBody) subscription(id string) webhook.Subscription {
	return webhook.Subscription{ID: id, URL: b.URL, Kinds: b.Kinds, Note: b.Note, Active: b.Active}
}

// SubscribeInput adds a webhook.
type SubscribeInput struct {
	InZone

	Body HookBody
}

// SecretOutput is a webhook with its secret, which nobody can read again.
type SecretOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		HookView

		Secret string `json:"secret" doc:"whsec_…, of the Standard Webhooks convention"`
	}
}

func secretOutput(s *webhook.Subscription, err error) (*SecretOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &SecretOutput{}
	out.Body.HookView, out.Body.Secret = hookView(s), s.Secret
	out.ETag = out.Body.Version
	return out, nil
}

func (a *api) subscribe(ctx context.Context, c *door.Caller, in *SubscribeInput) (*SecretOutput, error) {
	s, err := a.Hooks.Subscribe(ctx, in.Zone, c.Account.By.Account, in.Body.subscription(""))
	return secretOutput(&s, err)
}

// HookInput names a webhook.
type HookInput struct {
	InZone

	Webhook string `path:"webhook" maxLength:"64" doc:"Its id"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the webhook as you read it, or *" required:"true"`
}

// ChangeHookInput changes a webhook.
type ChangeHookInput struct {
	HookInput

	Body HookBody
}

// HookOutput is a webhook.
type HookOutput struct {
	ETag string `header:"ETag"`
	Body HookView
}

func (a *api) changeHook(ctx context.Context, c *door.Caller, in *ChangeHookInput) (*HookOutput, error) {
	s, err := a.Hooks.Change(ctx, in.Zone, in.Body.subscription(in.Webhook), asSeen(c, in.IfMatch))
	if err != nil {
		return nil, err
	}
	v := hookView(&s)
	return &HookOutput{v.Version, v}, nil
}

func (a *api) rotate(ctx context.Context, c *door.Caller, in *HookInput) (*SecretOutput, error) {
	s, err := a.Hooks.Rotate(ctx, in.Zone, in.Webhook, asSeen(c, in.IfMatch))
	return secretOutput(&s, err)
}

func (a *api) unsubscribe(ctx context.Context, c *door.Caller, in *HookInput) (*struct{}, error) {
	return nil, a.Hooks.Unsubscribe(ctx, in.Zone, in.Webhook, asSeen(c, in.IfMatch))
}

// deliveries declares what waits to leave the house, what has left it, and what could not: the dead letters.
func (a *api) deliveries() {
	door.Zonal(a.Door, door.Operation{ID: "list-deliveries", Method: http.MethodGet, Path: "/zones/{zone}/deliveries", Summary: "Messages that wait, were sent, or could not be (state=dead), newest first, without their contents", Tag: "webhooks"}, authority.Operate, a.listDeliveries)
	door.Zonal(a.Door, door.Operation{ID: "resend-delivery", Method: http.MethodPost, Path: "/zones/{zone}/deliveries/{delivery}/resend", Summary: "Send a message again, with all its attempts anew", Tag: "webhooks", Status: http.StatusNoContent}, authority.Operate, a.resend)
	door.Zonal(a.Door, door.Operation{ID: "drop-delivery", Method: http.MethodPost, Path: "/zones/{zone}/deliveries/{delivery}/drop", Summary: "Give up a message that waits", Tag: "webhooks", Status: http.StatusNoContent}, authority.Operate, a.drop)
}

// DeliveriesInput picks and pages messages.
type DeliveriesInput struct {
	InZone

	State   string `query:"state" enum:"waiting,done,dead"`
	Channel string `query:"channel" maxLength:"40" doc:"subscription for webhooks, else email, wecom, dingtalk, webhook"`
	Target  string `query:"target" maxLength:"128" doc:"A person, or a webhook's id"`
	After   string `query:"after" maxLength:"64" doc:"The cursor that the page before gave"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// DeliveryView is a message without its contents.
type DeliveryView struct {
	ID        string     `json:"id"`
	Channel   string     `json:"channel"`
	Target    string     `json:"target"`
	Kind      string     `json:"kind"`
	State     string     `json:"state" enum:"waiting,done,dead"`
	Attempts  int        `json:"attempts"`
	Error     string     `json:"error,omitempty" doc:"Of the last attempt"`
	NextAt    *time.Time `json:"next_at,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
}

// DeliveriesOutput is a page of messages.
type DeliveriesOutput struct {
	Body struct {
		Deliveries []DeliveryView `json:"deliveries" nullable:"false"`
		Counts     []outbox.Count `json:"counts" nullable:"false"`
		Next       string         `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

func (a *api) listDeliveries(ctx context.Context, c *door.Caller, in *DeliveriesInput) (*DeliveriesOutput, error) {
	list, err := a.Outbox.List(ctx, in.Zone, outbox.Filter{State: in.State, Channel: in.Channel, Target: in.Target, Before: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	counts, err := a.Outbox.Counts(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &DeliveriesOutput{}
	out.Body.Deliveries, out.Body.Counts = []DeliveryView{}, append([]outbox.Count{}, counts...)
	for i := range list {
		m := &list[i]
		v := DeliveryView{
			ID: m.ID, Channel: m.Channel, Target: m.Target, Kind: m.Kind, State: m.State, Attempts: m.Attempts, Error: outbox.Says(m.Error, c.Lang),
			CreatedAt: *door.Instant(time.UnixMicro(m.CreatedAt)), EndedAt: micros(m.EndedAt),
		}
		if m.State == outbox.Waiting {
			v.NextAt = micros(m.NextAt)
		}
		out.Body.Deliveries = append(out.Body.Deliveries, v)
	}
	if len(list) == in.Limit {
		out.Body.Next = list[len(list)-1].ID
	}
	return out, nil
}

// DeliveryInput names a message.
type DeliveryInput struct {
	InZone

	Delivery string `path:"delivery" maxLength:"64" doc:"Its id"`
}

func (a *api) resend(ctx context.Context, _ *door.Caller, in *DeliveryInput) (*struct{}, error) {
	return nil, a.Outbox.Resend(ctx, in.Zone, in.Delivery)
}

func (a *api) drop(ctx context.Context, _ *door.Caller, in *DeliveryInput) (*struct{}, error) {
	return nil, a.Outbox.GiveUp(ctx, in.Zone, in.Delivery)
}
