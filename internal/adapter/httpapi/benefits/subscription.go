package benefits

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/base/errs"
)

// subscriptions declares how somebody who acts for an enterprise hears of what changes for it.
func (a *api) subscriptions(op operation) {
	door.Personal(a.Door, get(op, "read-subscription", "/mine/subscription", "What you want to be told of when it changes"), a.subscription)
	set := op("subscribe", http.MethodPut, "/mine/subscription", "Say what you want to be told of, in your inbox and by your channels; of nothing ends it")
	set.Own = true
	door.Personal(a.Door, set, a.subscribe)
}

// SubscriptionBody is what somebody wants to be told of.
type SubscriptionBody struct {
	Entitlements bool `json:"entitlements" doc:"A clause became satisfied, ceased to be, or gives another amount, by your own records"`
	Claims       bool `json:"claims" doc:"Each step of your claims that others take"`
	Clauses      bool `json:"clauses" doc:"Clauses of the zone that are new, were changed, or ended"`
}

// SubscriptionOutput is the caller's subscription.
type SubscriptionOutput struct {
	Body struct {
		SubscriptionBody

		Since *time.Time `json:"since,omitempty" doc:"Not there: to nothing"`
	}
}

// SubscribeInput says what somebody wants to be told of.
type SubscribeInput struct {
	InZone

	Body SubscriptionBody
}

func subscriptionOutput(s *subscribe.Subscription) *SubscriptionOutput {
	out := &SubscriptionOutput{}
	out.Body.SubscriptionBody = SubscriptionBody(s.Wish())
	if s.Since != 0 {
		out.Body.Since = door.Instant(time.UnixMicro(s.Since))
	}
	return out
}

// inbox refuses whoever acts for nobody: nothing is theirs that could change.
func inbox(c *door.Caller) (string, error) {
	if len(c.Account.Parties) == 0 {
		return "", errs.Newf(errs.Forbidden, "benefit.no_party", "您的账号不代表企业或群众，没有可订阅的变动", "your account acts for no enterprise and no citizen: there is nothing of theirs to follow")
	}
	return c.Inbox(), nil
}

func (a *api) subscription(ctx context.Context, c *door.Caller, in *InZone) (*SubscriptionOutput, error) {
	owner, err := inbox(c)
	if err != nil {
		return nil, err
	}
	s, err := a.subs.Get(ctx, in.Zone, owner)
	return subscriptionOutput(&s), err
}

func (a *api) subscribe(ctx context.Context, c *door.Caller, in *SubscribeInput) (*SubscriptionOutput, error) {
	owner, err := inbox(c)
	if err != nil {
		return nil, err
	}
	s, err := a.subs.Set(ctx, in.Zone, &subscribe.Who{Owner: owner, Account: c.Account.ID, Parties: c.Account.Parties, Lang: c.Lang}, subscribe.Wish(in.Body))
	return subscriptionOutput(&s), err
}
