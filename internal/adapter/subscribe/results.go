package subscribe

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
)

// place is what a result is about: a record and a clause; a record that is theirs; a clause itself.
type place struct{ register, record, clause string }

// result is what was found at a place.
type result struct {
	bun.BaseModel `bun:"table:subscription_results,alias:r"`

	ZoneID   string    `bun:"zone_id,pk"`
	Owner    string    `bun:"owner,pk"`
	Register string    `bun:"register,pk"`
	Record   string    `bun:"record,pk"`
	Clause   string    `bun:"clause,pk"`
	State    string    `bun:"state"`
	Asked    money.Fen `bun:"asked_fen"`
	TitleZh  string    `bun:"title_zh"`
	TitleEn  string    `bun:"title_en"`
}

const met, unmet, undecided, own = "met", "unmet", "undecided", "own"

type results map[place]result

// told is what somebody was told last.
func (d *Desk) told(ctx context.Context, zone, owner string) (results, error) {
	var rows []result
	err := d.DB.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ?", zone).Where("owner = ?", owner).Scan(ctx)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("read what was told: %w", err))
	}
	out := results{}
	for _, r := range rows {
		at := place{r.Register, r.Record, r.Clause}
		out[at] = result{State: r.State, Asked: r.Asked, TitleZh: r.TitleZh, TitleEn: r.TitleEn}
	}
	return out, nil
}

// keep stores what somebody has been told.
func (d *Desk) keep(ctx context.Context, zone, owner string, all results) error {
	conn := d.DB.Conn(ctx)
	if _, err := conn.NewDelete().Model((*result)(nil)).Where("zone_id = ?", zone).Where("owner = ?", owner).Exec(ctx); err != nil {
		return fmt.Errorf("store what was told: %w", err)
	}
	rows := make([]result, 0, len(all))
	for at, r := range all {
		r.ZoneID, r.Owner, r.Register, r.Record, r.Clause = zone, owner, at.register, at.record, at.clause
		rows = append(rows, r)
	}
	for part := range slices.Chunk(rows, 500) {
		if _, err := conn.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("store what was told: %w", err)
		}
	}
	return nil
}

// find gives what holds at an instant for those for whom somebody acts. It belongs into no transaction.
func (d *Desk) find(ctx context.Context, zone string, parties []string, at time.Time) (clock.Date, results, error) {
	out := results{}
	day, err := d.today(ctx, zone, at)
	if err != nil {
		return day, out, err
	}
	timeline, err := d.Engine.Timeline(ctx, zone)
	if err != nil {
		return day, out, err
	}
	b := timeline.At(at)
	if b == nil {
		return day, out, nil
	}
	for _, c := range benefit.Governing(b, day) {
		r, err := itself(b, &c)
		if err != nil {
			return day, out, err
		}
		out[place{clause: c.ID}] = r
	}
	if len(parties) == 0 {
		return day, out, nil
	}
	for _, name := range benefit.Registers(b) {
		if err := d.Benefits.On(ctx, zone, b, name, day, func(p *entitle.Panel) error {
			for _, row := range p.Own(parties) {
				if err := ofRecord(p, row, out); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return day, out, err
		}
	}
	return day, out, nil
}

// itself is what a clause says, as a digest.
func itself(b *mechanism.Bundle, c *benefit.Clause) (result, error) {
	said, err := json.Marshal([]any{benefit.Guide(b, c, text.Zh), benefit.Guide(b, c, text.En), c.Text, c.When.Text, c.Amount.Text, c.Effective, c.Policy.Caps, c.Policy.RedeemOf(c.Clause)})
	if err != nil {
		return result{}, fmt.Errorf("clause %s: %w", c.ID, err)
	}
	sum := sha256.Sum256(said)
	return result{State: hex.EncodeToString(sum[:16]), TitleZh: c.Title.Zh, TitleEn: c.Title.En}, nil
}

// ofRecord is what clauses come to for a record, each by itself.
func ofRecord(p *entitle.Panel, row int32, out results) error {
	at := place{register: p.Definition.Name, record: p.Key(row)}
	out[at] = result{State: own, TitleZh: p.Name(row)}
	if p.Scheme == nil {
		return nil
	}
	for i := range p.Scheme.Clauses {
		c := &p.Scheme.Clauses[i]
		e, err := p.Explain(int(row), i, text.Zh, nil)
		if err != nil {
			return err
		}
		r := result{State: unmet, TitleZh: c.Title.Zh, TitleEn: c.Title.En}
		switch {
		case e.Verdict == rule.Failed || e.Fault != "":
			r.State = undecided
		case e.Verdict == rule.True:
			r.State, r.Asked = met, e.Amount
		}
		out[place{at.register, at.record, c.ID}] = r
	}
	return nil
}

// mostNews is how many changes a notice lists; the others are counted.
const mostNews = 10

// notice is one with what it is about.
type notice struct {
	item  notify.Item
	about string
}

// differences says what is to be told: one notice a record, and one of the clauses. A record that was not theirs before is
// not compared with anything.
func differences(w Wish, had, has results) []notice {
	news := map[place][]notify.News{}
	for _, at := range slices.SortedFunc(maps.Keys(both(had, has)), byPlace) {
		was, now := had[at], has[at]
		title := text.Text{Zh: cmp.Or(now.TitleZh, was.TitleZh), En: cmp.Or(now.TitleEn, was.TitleEn)}
		record := place{register: at.register, record: at.record}
		switch {
		case at.clause == "":
		case at.register == "":
			if what := altered(&was, &now); w.Clauses && what != "" {
				news[record] = append(news[record], notify.News{What: what, Title: title, Note: at.clause})
			}
		case !w.Entitlements || had[record].State != own || has[record].State != own:
		case now.State == met && was.State != met:
			news[record] = append(news[record], notify.News{What: "met", Title: title, Sum: now.Asked})
		case now.State != met && was.State == met:
			news[record] = append(news[record], notify.News{What: "lost", Title: title})
		case now.State == met && was.Asked != now.Asked:
			news[record] = append(news[record], notify.News{What: "changed", Title: title, Sum: now.Asked, Was: was.Asked})
		}
	}
	var out []notice
	for _, at := range slices.SortedFunc(maps.Keys(news), byPlace) {
		n := notice{item: notify.Item{Kind: notify.Entitlement, Owner: cmp.Or(has[at].TitleZh, at.record)}, about: at.record}
		if at.register == "" {
			n = notice{item: notify.Item{Kind: notify.Clause}}
			if all := news[at]; len(all) == 1 && all[0].What != "ended" {
				n.about = all[0].Note
			}
			for i := range news[at] {
				news[at][i].Note = ""
			}
		}
		n.item.News, n.item.More = news[at][:min(mostNews, len(news[at]))], max(0, len(news[at])-mostNews)
		out = append(out, n)
	}
	return out
}

func altered(was, now *result) string {
	switch {
	case was.State == now.State:
		return ""
	case was.State == "":
		return "new"
	case now.State == "":
		return "ended"
	}
	return "altered"
}

func both(a, b results) results {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func byPlace(a, b place) int {
	return cmp.Or(strings.Compare(a.register, b.register), strings.Compare(a.record, b.record), strings.Compare(a.clause, b.clause))
}
