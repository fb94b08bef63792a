package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

const office = `
zone: testzone
title: 测试区
---
org: testzone
units: [ { code: gwh, name: 管委会 } ]
posts: [ { name: 督查室主任, unit: gwh, head: true, holder: p1, deputy: p2 } ]
people: [ { code: p1 }, { code: p2 } ]
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 10wd
---
kind: visit
title: 暗访
number: "访〔{year}〕{seq}号"
limit: 10wd
confidential: { cleared: [office], while: [registered] }
`

const zone = "testzone"

// receiver is another system: it verifies signatures by the convention, with code of its own.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	secret string
	status int
	seen   []string // webhook-id of every request
	types  []string
	bad    int // requests whose signature does not hold
	signed int // signatures of the last request
}

func receive(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		body, _ := io.ReadAll(q.Body)
		r.seen = append(r.seen, q.Header.Get("Webhook-Id"))
		signatures := strings.Split(q.Header.Get("Webhook-Signature"), " ")
		if r.signed = len(signatures); !slices.Contains(signatures, verifier(r.secret, q.Header.Get("Webhook-Id"), q.Header.Get("Webhook-Timestamp"), body)) {
			r.bad++
		}
		var e webhook.Event
		if err := json.Unmarshal(body, &e); err != nil || e.Data.Zone != zone || e.Data.Number == "" || e.Timestamp.IsZero() {
			t.Errorf("body %s", body)
		}
		r.types = append(r.types, e.Type)
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// verifier is what a receiver computes: the convention in other words than Sign's.
func verifier(secret, id, timestamp string, body []byte) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range [][]byte{[]byte(id), []byte("."), []byte(timestamp), []byte("."), body} {
		mac.Write(part)
	}
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

type world struct {
	*webhook.Hooks

	t      *testing.T
	engine *engine.Engine
	out    *outbox.Outbox
	now    time.Time
	hidden bool
}

func open(t *testing.T, db *database.DB) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2023, 6, 12, 0, 30, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	w.engine = engine.New(database.NewStore(db), clock, id.New, rand.Reader)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(office)}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := w.engine.Apply(t.Context(), b, engine.Act{Program: true}, w.now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	w.key(db, make([]byte, outbox.BoxKeySize))
	if err := outbox.From(t.Context(), db, zone, "webhooks", 0); err != nil {
		t.Fatal(err)
	}
	return w
}

// key is what secrets are sealed with from now on.
func (w *world) key(db *database.DB, key []byte) {
	w.t.Helper()
	clock := func() time.Time { return w.now }
	box, err := outbox.NewBox(key, rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	guard := &outbox.Guard{Plain: true, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	w.out = outbox.New(db, clock, id.New)
	w.Hooks = webhook.New(db, w.out, box, guard, clock, id.New, rand.Reader, func(context.Context, string, *engine.MatterRow) (bool, error) { return !w.hidden, nil })
}

func each(t *testing.T, run func(t *testing.T, w *world, r *receiver)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { run(t, open(t, db), receive(t)) })
}

func (w *world) subscribe(url string, kinds ...string) webhook.Subscription {
	w.t.Helper()
	s, err := w.Subscribe(w.t.Context(), zone, "督查室主任", webhook.Subscription{URL: url, Kinds: kinds})
	if err != nil {
		w.t.Fatal(errs.Message(err, "zh"))
	}
	return s
}

func (w *world) register() {
	w.t.Helper()
	c := matter.Command{Name: "register", Actor: "督查室主任", Kind: "task"}
	c.Title = "道路修复"
	out, err := w.engine.Do(w.t.Context(), zone, c)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.engine.Do(w.t.Context(), zone, matter.Command{Name: "withdraw", ID: out.Matter.ID, Actor: "督查室主任", Reason: "重复"}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) run() outbox.Ran {
	w.t.Helper()
	if _, err := w.Fan(w.t.Context(), w.engine.Store(), zone); err != nil {
		w.t.Fatal(err)
	}
	ran, err := w.out.Run(w.t.Context(), zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return ran
}

// The vector of the convention's own test suite.
func TestASignatureIsTheOneOfTheConvention(t *testing.T) {
	const secret, want = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	body := []byte(`{"test": 2432232314}`)
	got, err := webhook.Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), body)
	if err != nil || got != want || verifier(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body) != want {
		t.Errorf("got %s (%v), want %s", got, err, want)
	}
	for _, weak := range []string{"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!"} {
		if _, err := webhook.Sign(weak, "x", time.Unix(0, 0), nil); !errs.Is(err, "webhook.bad_secret") {
			t.Errorf("the secret %q gave %v", weak, err)
		}
	}
}

func TestEveryEventThatIsWantedArrivesSigned(t *testing.T) {
	each(t, func(t *testing.T, w *world, r *receiver) {
		r.secret = w.subscribe(r.URL, "matter.registered", "matter.withdrawn").Secret
		w.register()
		if ran := w.run(); ran.Done != 2 || r.bad != 0 {
			t.Fatalf("%+v, %d badly signed", ran, r.bad)
		}
		if slices.Sort(r.types); !slices.Equal(r.types, []string{"matter.registered", "matter.withdrawn"}) {
			t.Errorf("got %v", r.types)
		}
		if ran := w.run(); ran != (outbox.Ran{}) {
			t.Errorf("a second run sent again: %+v", ran)
		}
		w.hidden = true
		w.register()
		if ran := w.run(); ran != (outbox.Ran{}) {
			t.Errorf("a confidential matter was told of: %+v", ran)
		}
	})
}

func TestAReceiverThatFailsGetsTheSameMessageLater(t *testing.T) {
	each(t, func(t *testing.T, w *world, r *receiver) {
		r.secret = w.subscribe(r.URL, "matter.registered").Secret
		r.status = http.StatusServiceUnavailable
		w.register()
		if ran := w.run(); ran.Failed != 1 {
			t.Fatalf("%+v", ran)
		}
		r.status = http.StatusOK
		w.now = w.now.Add(time.Minute)
		if ran := w.run(); ran.Done != 1 || len(r.seen) != 2 || r.seen[0] != r.seen[1] {
			t.Errorf("%+v: ids %v", ran, r.seen)
		}
		r.status = http.StatusFound // redirects are no success
		w.register()
		if ran := w.run(); ran.Failed != 1 {
			t.Errorf("redirected: %+v", ran)
		}
	})
}

func TestARotatedSecretSignsBesideTheNewOneForADay(t *testing.T) {
	each(t, func(t *testing.T, w *world, r *receiver) {
		s := w.subscribe(r.URL, "matter.registered")
		rotated, err := w.Rotate(t.Context(), zone, s.ID)
		if err != nil || rotated.Secret == s.Secret {
			t.Fatalf("rotated: %v", err)
		}
		for _, secret := range []string{s.Secret, rotated.Secret} {
			r.secret = secret
			w.register()
			if ran := w.run(); ran.Done != 1 || r.bad != 0 || r.signed != 2 {
				t.Errorf("%+v, %d badly signed, %d signatures", ran, r.bad, r.signed)
			}
		}
		w.now = w.now.Add(25 * time.Hour)
		w.register()
		if ran := w.run(); ran.Done != 1 || r.bad != 0 || r.signed != 1 {
			t.Errorf("a day later: %+v, %d badly signed, %d signatures", ran, r.bad, r.signed)
		}
	})
}

func TestAReceiverThatIsGoneIsNotAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world, r *receiver) {
		s := w.subscribe(r.URL, "matter.registered")
		r.secret, r.status = s.Secret, http.StatusGone
		w.register()
		if ran := w.run(); ran.Dead != 1 {
			t.Errorf("%+v", ran)
		}
		if now, err := w.Read(t.Context(), zone, s.ID); err != nil || now.Active {
			t.Errorf("it is still active (%v)", err)
		}
		w.register()
		if ran := w.run(); ran != (outbox.Ran{}) {
			t.Errorf("it was asked again: %+v", ran)
		}
	})
}

func TestWhatWaitsForASubscriptionThatIsSwitchedOffEndsAndSaysWhyInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		name, zh, en string
		off          func(w *world, s webhook.Subscription, r *receiver) error
	}{
		{"made inactive", "该推送订阅已停用", "the webhook is not active", func(w *world, s webhook.Subscription, _ *receiver) error {
			s.Active = false
			_, err := w.Change(w.t.Context(), zone, s)
			return err
		}},
		{"removed", "该推送订阅已停用", "the webhook is not active", func(w *world, s webhook.Subscription, _ *receiver) error {
			return w.Unsubscribe(w.t.Context(), zone, s.ID)
		}},
		{"gone", "接收方应答 410，订阅已停用", "the receiver answered 410 and the webhook was made inactive", func(w *world, _ webhook.Subscription, r *receiver) error {
			r.status = http.StatusGone
			w.now = w.now.Add(time.Minute)
			w.run()
			return nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world, r *receiver) {
				s := w.subscribe(r.URL, "matter.registered")
				r.secret, r.status = s.Secret, http.StatusServiceUnavailable
				w.register()
				w.register()
				w.run()
				told, err := w.out.List(t.Context(), zone, outbox.Filter{State: outbox.Waiting})
				if err != nil || len(told) != 2 || outbox.Says(told[0].Error, "zh") != "接收方应答 503" || outbox.Says(told[0].Error, "en") != "the receiver answered 503" {
					t.Fatalf("%+v, %v", told, err)
				}
				if err := c.off(w, s, r); err != nil {
					t.Fatal(err)
				}
				ended, err := w.out.List(t.Context(), zone, outbox.Filter{State: outbox.Dead})
				if err != nil || len(ended) != 2 {
					t.Fatalf("%+v, %v", ended, err)
				}
				for _, m := range ended {
					if zh, en := outbox.Says(m.Error, "zh"), outbox.Says(m.Error, "en"); zh != c.zh || en != c.en || m.EndedAt == 0 {
						t.Errorf("%q, %q, ended %d", zh, en, m.EndedAt)
					}
				}
			})
		})
	}
}

func TestSubscriptionsAreCheckedListedChangedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world, r *receiver) {
		for code, wrong := range map[string]webhook.Subscription{
			"webhook.unknown_kind": {URL: r.URL, Kinds: []string{"matter.exploded"}},
			"outbox.not_public":    {URL: "http://169.254.169.254/latest/meta-data"},
			"outbox.bad_url":       {URL: "ftp://example.com"},
		} {
			if _, err := w.Subscribe(t.Context(), zone, "x", wrong); !errs.Is(err, code) {
				t.Errorf("got %v, want %s", err, code)
			}
		}
		s := w.subscribe(r.URL + "/?token=t")
		all, err := w.List(t.Context(), zone)
		if err != nil || len(all) != 1 || all[0].URL != s.URL || len(all[0].Kinds) != 0 {
			t.Errorf("listed %+v (%v)", all, err)
		}
		shown, err := json.Marshal(all)
		if err != nil || strings.Contains(string(shown), s.Secret) || strings.Contains(string(shown), "whsec") {
			t.Errorf("the secret is shown: %s (%v)", shown, err)
		}
		changed, err := w.Change(t.Context(), zone, webhook.Subscription{ID: s.ID, URL: r.URL, Kinds: []string{"matter.closed"}, Active: false})
		if err != nil || changed.Secret != s.Secret || changed.Active {
			t.Errorf("changed %+v (%v)", changed, err)
		}
		if _, err := w.Read(t.Context(), "otherzone", s.ID); !errs.Is(err, "webhook.not_found") {
			t.Errorf("another zone reads it: %v", err)
		}
		if err := w.Unsubscribe(t.Context(), zone, s.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Unsubscribe(t.Context(), zone, s.ID); !errs.Is(err, "webhook.not_found") {
			t.Errorf("removed twice: %v", err)
		}
	})
}

func TestAConfidentialKindIsToldOfAtNoneOfItsSecretStages(t *testing.T) {
	w := open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	for _, c := range []struct {
		kind, stage string
		want        bool
	}{{"task", "registered", true}, {"visit", "registered", false}, {"visit", "assigned", true}} {
		got, err := webhook.Open(w.engine)(t.Context(), zone, &engine.MatterRow{Kind: c.kind, Stage: c.stage})
		if err != nil || got != c.want {
			t.Errorf("%s, %s: %v (%v)", c.kind, c.stage, got, err)
		}
	}
}

func TestEveryKindIsAnEventOfAMatter(t *testing.T) {
	for _, kind := range webhook.Kinds() {
		if _, err := matter.DecodeContent(strings.TrimPrefix(kind, "matter."), []byte("{}")); err != nil {
			t.Error(err)
		}
	}
}
