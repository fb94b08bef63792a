// Package intake takes work orders from other systems, the 12345 hotline above all, and registers a matter for
// each: its kind and fields by a mapping that the configuration gives.
//
//	JSON ─Decode─▶ Order ─Mapping─▶ register ─Share─▶ matter, and the sender's number in the same transaction
//
// The sender's number makes it idempotent: the same order again answers with the same matter, however often and
// however many nodes it reaches at once; another content under the same number is refused, with the members that
// differ, for nobody can tell which is meant. docs/intake.md describes the order and the mapping.
package intake

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// target is what orders of a type become.
func (m *Mapping) target(o *Order) (Target, error) {
	t, known := m.Types[o.Type]
	if !known {
		if m.Other == nil {
			return Target{}, errs.Newf(errs.Invalid, "intake.unknown_type", "工单类型“%[1]s”没有对应的类别；已配置：%[2]s", "no kind is configured for orders of type %[1]q; there are: %[2]s",
				o.Type, strings.Join(slices.Sorted(maps.Keys(m.Types)), "、")).At("type")
		}
		t = *m.Other
	}
	return t, nil
}

// command is the registration that an order asks for; now is when it is handed in.
func (m *Mapping) command(o *Order, t *Target, now time.Time) matter.Command {
	c := matter.Command{Name: "register", Kind: t.Kind, Actor: m.Actor, Received: o.Received}
	c.Title, c.Brief, c.Place, c.Category, c.Origin = o.Title, o.Content, o.Place, slices.Clone(t.Category), m.Origin(o.Number)
	if c.Received.After(now) { // a little: the sender's clock
		c.Received = time.Time{}
	}
	if t.Due {
		c.Due = o.Due
	}
	members := o.members()
	for field, member := range t.Fields {
		if v, said := members[member]; said {
			if c.Fields == nil {
				c.Fields = map[string]any{}
			}
			c.Fields[field] = v
		}
	}
	return c
}

// memberOf is the member of the order that became a member of the registration.
func (t *Target) memberOf(where string) string {
	if field, is := strings.CutPrefix(where, "fields."); is {
		return cmp.Or(t.Fields[field], where)
	}
	return cmp.Or(map[string]string{"brief": "content", "received": "received_at", "kind": "type"}[where], where)
}

// Origin is where the matter of a sender's number says that it came from: 12345:NUMBER.
func (m *Mapping) Origin(number string) string { return m.Sender + ":" + number }

// Receipt is the answer to an order.
type Receipt struct {
	Sender   string `json:"sender"`
	Number   string `json:"number"` // the sender's
	Matter   string `json:"matter"` // id
	MatterNo string `json:"matter_number"`
	Repeated bool   `json:"repeated"` // it had been taken before
}

type orderRow struct {
	bun.BaseModel `bun:"table:intake_orders,alias:o"`

	ZoneID       string `bun:"zone_id,pk"`
	Sender       string `bun:"sender,pk"`
	Number       string `bun:"number,pk"`
	MatterID     string `bun:"matter_id"`
	MatterNumber string `bun:"matter_number"`
	ReceivedAt   int64  `bun:"received_at"`
	Digests      string `bun:"digests"`
}

// Intake takes orders into an engine's zones. It is safe for concurrent use.
type Intake struct {
	db     *database.DB
	engine *engine.Engine
	key    []byte
}

// New works on an open store with the newest schema. key makes the digests of orders' members useless to who reads
// the database: a phone number could be guessed from a plain one.
func New(db *database.DB, e *engine.Engine, key []byte) *Intake {
	return &Intake{db: db, engine: e, key: key}
}

// skew is how far a sender's clock may be ahead.
const skew = 10 * time.Minute

// Receive registers the matter of an order, or finds the one that was. Errors: those of Decode, intake.changed,
// intake.unknown_type, and the mechanism's refusals.
func (i *Intake) Receive(ctx context.Context, zone string, m *Mapping, body []byte) (Receipt, error) {
	ctx = database.InZone(ctx, zone)
	o, err := Decode(body)
	found := errs.List(nil)
	if err != nil && !errors.As(err, &found) {
		return Receipt{}, err // it could not be read at all
	}
	now := i.engine.NowIn(zone)
	if o.Received.After(now.Add(skew)) {
		found = append(found, errs.Newf(errs.Invalid, "intake.in_future", "受理时间在将来，请核对双方时钟", "the order was received in the future: check the clocks").At("received_at"))
	}
	if len(found) > 0 {
		return Receipt{}, i.withUnmet(ctx, zone, m, &o, found)
	}
	digests := i.digests(&o)
	if r, found, err := i.known(ctx, zone, m, &o, digests); found || err != nil {
		return r, err
	}
	t, err := m.target(&o)
	if err != nil {
		return Receipt{}, err
	}
	c := m.command(&o, &t, now)
	kept, err := json.Marshal(digests)
	if err != nil {
		return Receipt{}, fmt.Errorf("write digests: %w", err)
	}
	out, err := i.engine.Share(ctx, zone, []matter.Command{c}, func(ctx context.Context, outcomes []engine.Outcome) error {
		row := orderRow{
			ZoneID: zone, Sender: m.Sender, Number: o.Number, MatterID: outcomes[0].Matter.ID, MatterNumber: outcomes[0].Matter.Number,
			ReceivedAt: i.engine.NowIn(zone).UnixMicro(), Digests: string(kept),
		}
		_, err := i.db.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
		return err
	})
	if database.IsUnique(err) { // the same order came twice at once
		r, found, err := i.known(ctx, zone, m, &o, digests)
		if err == nil && !found {
			err = errors.New("intake: an order is there and is not")
		}
		return r, err
	}
	if err != nil {
		return Receipt{}, t.placed(err)
	}
	return Receipt{Sender: m.Sender, Number: o.Number, Matter: out[0].Matter.ID, MatterNo: out[0].Matter.Number}, nil
}

// known finds the matter of an order that was taken before, and refuses another content.
func (i *Intake) known(ctx context.Context, zone string, m *Mapping, o *Order, digests map[string]string) (Receipt, bool, error) {
	var row orderRow
	err := i.db.Conn(ctx).NewSelect().Model(&row).Where("zone_id = ?", zone).Where("sender = ?", m.Sender).Where("number = ?", o.Number).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Receipt{}, false, nil
	}
	if err != nil {
		return Receipt{}, false, database.Explain(fmt.Errorf("look for the order: %w", err))
	}
	var before map[string]string
	if err := json.Unmarshal([]byte(row.Digests), &before); err != nil {
		return Receipt{}, false, fmt.Errorf("digests of order %s: %w", o.Number, err)
	}
	if changed := differing(before, digests); len(changed) > 0 {
		refusal := errs.Newf(errs.Conflict, "intake.changed",
			"工单 %[1]s 已登记为 %[2]s，本次内容不同：%[3]s。请更换工单号，或由督查室在该事项上补充", "order %[1]s is registered as %[2]s, and this one says something else: %[3]s; give it another number, or have it added to that matter",
			o.Number, row.MatterNumber, strings.Join(changed, ", "))
		each := make(errs.List, len(changed))
		for n, member := range changed {
			each[n] = refusal.At(member)
		}
		return Receipt{}, false, each
	}
	return Receipt{Sender: m.Sender, Number: o.Number, Matter: row.MatterID, MatterNo: row.MatterNumber, Repeated: true}, true, nil
}

func differing(a, b map[string]string) []string {
	var out []string
	for name := range a {
		if a[name] != b[name] {
			out = append(out, name)
		}
	}
	for name := range b {
		if _, both := a[name]; !both {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// digests gives a keyed digest of every member.
func (i *Intake) digests(o *Order) map[string]string {
	out := map[string]string{}
	for name, v := range o.members() {
		mac := hmac.New(sha256.New, i.key)
		_, _ = fmt.Fprintf(mac, "%s\x00%T\x00%v", name, v, v) // a hash never fails
		out[name] = hex.EncodeToString(mac.Sum(nil)[:12])
	}
	return out
}
