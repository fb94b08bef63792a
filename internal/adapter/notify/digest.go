package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/kernel/calendar"
)

const (
	mostListed  = 50   // items of a digest; the others are counted
	mostNotices = 1000 // of one person that a run takes up
)

// Digest makes one message a person and channel of the notices that none has been made of, and puts it into the
// outbox; whoever none can be made for keeps nobody else from theirs. During quiet hours notices wait for the first run after them, but for urgent ones where the person lets
// these through. It returns how many messages it made.
func (n *Notify) Digest(ctx context.Context, zone string) (int, error) {
	ctx = database.InZone(ctx, zone)
	var people []string
	err := n.db.Conn(ctx).NewSelect().Model((*Notice)(nil)).Distinct().Column("person").
		Where("zone_id = ?", zone).Where("sent_at = 0").OrderExpr("person").Scan(ctx, &people)
	if err != nil {
		return 0, database.Explain(fmt.Errorf("find unsent notices: %w", err))
	}
	if len(people) == 0 {
		return 0, nil
	}
	cal, err := n.engine.Calendar(ctx, zone, n.at(zone))
	if err != nil {
		return 0, err
	}
	made, faults := 0, error(nil)
	for _, person := range people {
		m, err := n.digest(ctx, cal, zone, person)
		made, faults = made+m, errors.Join(faults, err)
		if ctx.Err() != nil {
			break
		}
	}
	return made, faults
}

// errTaken says that another node made a digest of the same notices.
var errTaken = errors.New("notify: another node was faster")

func (n *Notify) digest(ctx context.Context, cal *calendar.Calendar, zone, person string) (int, error) {
	ctx = database.InZone(ctx, zone)
	made := 0
	err := n.db.InTx(ctx, func(ctx context.Context) error {
		made = 0
		var notices []Notice
		err := n.db.Conn(ctx).NewSelect().Model(&notices).Where("zone_id = ?", zone).Where("person = ?", person).
			Where("sent_at = 0").OrderExpr("id").Limit(mostNotices).Scan(ctx)
		if err != nil || len(notices) == 0 {
			return err
		}
		p, err := n.preferences(ctx, zone, person)
		if err != nil {
			return err
		}
		now := n.at(zone)
		if p.Quiet.Holds(cal, now) {
			notices = slices.DeleteFunc(notices, func(x Notice) bool { return !(x.Urgent && p.Quiet.Urgent) && !slices.Contains(p.Muted, x.Kind) })
		}
		if len(notices) == 0 {
			return nil
		}
		ids := make([]string, len(notices))
		for i := range notices {
			ids[i] = notices[i].ID
		}
		result, err := n.db.Conn(ctx).NewUpdate().Model((*Notice)(nil)).Set("sent_at = ?", now.UnixMicro()).
			Where("zone_id = ?", zone).Where("person = ?", person).Where("id IN (?)", bun.List(ids)).Where("sent_at = 0").Exec(ctx)
		if err != nil {
			return err
		}
		if taken, err := result.RowsAffected(); err != nil || int(taken) != len(ids) {
			return errors.Join(errTaken, err)
		}
		notices = slices.DeleteFunc(notices, func(x Notice) bool { return slices.Contains(p.Muted, x.Kind) })
		if len(notices) == 0 {
			return nil
		}
		messages, err := n.messages(zone, person, &p, notices)
		if err != nil {
			return err
		}
		made = len(messages)
		return n.out.Put(ctx, messages...)
	})
	if errors.Is(err, errTaken) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("make a digest: %w", err)
	}
	return made, nil
}

// listed is a notice in a digest.
type listed struct {
	Notice

	Line    int
	Address string // of the page that shows it; "" where the site's is not known
}

// Payload is what a person's own webhook gets, and what the other channels make their messages of.
type Payload struct {
	ID      string   `json:"id"`
	Type    string   `json:"type"` // notices
	Zone    string   `json:"zone"`
	Person  string   `json:"person"`
	Subject string   `json:"subject"`
	Text    string   `json:"text"`
	Items   []Notice `json:"items"` // the first 50, without the words of confidential ones
	N       int      `json:"n"`
}

func (n *Notify) messages(zone, person string, p *Preferences, notices []Notice) ([]*outbox.Message, error) {
	slices.SortStableFunc(notices, func(a, b Notice) int { return slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind) })
	data := struct {
		N, More int
		Notices []listed
	}{N: len(notices), More: max(0, len(notices)-mostListed)}
	items := slices.Clone(notices[:min(len(notices), mostListed)])
	for i := range items {
		if items[i].Secret {
			items[i].Title, items[i].Body, items[i].MatterID, items[i].Number = "", "", "", ""
		}
		one := listed{Notice: items[i], Line: i + 1}
		if path := items[i].Link(); n.Site != "" && path != "" && !items[i].Secret {
			one.Address = n.Site + path
		}
		data.Notices = append(data.Notices, one)
	}
	subject, err := render(p.Lang, "digest.subject", data)
	if err != nil {
		return nil, err
	}
	words, err := render(p.Lang, "digest.body", data)
	if err != nil {
		return nil, err
	}
	var out []*outbox.Message
	for _, c := range p.Channels {
		if !c.Enabled || c.Unreadable {
			continue
		}
		payload := Payload{ID: n.newID(), Type: "notices", Zone: zone, Person: person, Subject: subject, Text: words, Items: items, N: len(notices)}
		body, err := json.Marshal(payload)
		if err != nil {
			return nil, fmt.Errorf("write a digest: %w", err)
		}
		out = append(out, &outbox.Message{ZoneID: zone, ID: payload.ID, Channel: c.Name, Target: person, Kind: "digest", Subject: subject, Body: body})
	}
	return out, nil
}
