package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// The channels besides the inbox.
const (
	Email    = "email"
	WeCom    = "wecom"    // 企业微信群机器人
	DingTalk = "dingtalk" // 钉钉群机器人
	Webhook  = "webhook"  // JSON to an address of one's own
)

// Channels lists them.
var Channels = []string{Email, WeCom, DingTalk, Webhook}

// Channel is one way in which a person wants to hear.
type Channel struct {
	Name    string `json:"name"`
	Address string `json:"address"`          // of mail, or of the robot
	Secret  string `json:"secret,omitempty"` // DingTalk's SEC…, a webhook's whsec_…; never given back
	Enabled bool   `json:"enabled"`

	Unreadable bool `json:"unreadable,omitempty" doc:"It was sealed with a key that this server has not: it sends nothing until its address is said anew, and is kept as long as you give none"`

	kept *channelRow // as it is stored, where it cannot be read
}

// Preferences are how a person wants to hear.
type Preferences struct {
	Lang     text.Lang `json:"lang"`
	Quiet    Quiet     `json:"quiet"`
	Muted    []string  `json:"muted"` // kinds that stay in the inbox
	Channels []Channel `json:"channels"`
}

// defaults hold for whoever has said nothing: the inbox alone.
func defaults() Preferences {
	return Preferences{Lang: text.Zh, Quiet: Quiet{From: 22 * 60, To: 7*60 + 30, RestDays: true, Urgent: true}, Muted: []string{}, Channels: []Channel{}}
}

type personRow struct {
	bun.BaseModel `bun:"table:notify_people,alias:p"`

	ZoneID       string `bun:"zone_id,pk"`
	Person       string `bun:"person,pk"`
	Lang         string `bun:"lang"`
	QuietFrom    int    `bun:"quiet_from"`
	QuietTo      int    `bun:"quiet_to"`
	RestDays     bool   `bun:"rest_days"`
	UrgentPasses bool   `bun:"urgent_passes"`
	Muted        string `bun:"muted"`
}

type channelRow struct {
	bun.BaseModel `bun:"table:notify_channels,alias:c"`

	ZoneID  string `bun:"zone_id,pk"`
	Person  string `bun:"person,pk"`
	Channel string `bun:"channel,pk"`
	Enabled bool   `bun:"enabled"`
	Address []byte `bun:"address"`
	Secret  []byte `bun:"secret"`
}

func (r *channelRow) place(what string) string {
	return "notify_channels/" + r.ZoneID + "/" + r.Person + "/" + r.Channel + "/" + what
}

// Preferences gives a person's preferences without secrets.
func (n *Notify) Preferences(ctx context.Context, zone, person string) (Preferences, error) {
	p, err := n.preferences(ctx, zone, person)
	for i := range p.Channels {
		p.Channels[i].Secret = ""
	}
	return p, err
}

func (n *Notify) preferences(ctx context.Context, zone, person string) (Preferences, error) {
	ctx = database.InZone(ctx, zone)
	out := defaults()
	var row personRow
	err := n.db.Conn(ctx).NewSelect().Model(&row).Where("zone_id = ?", zone).Where("person = ?", person).Scan(ctx)
	switch {
	case err == nil:
		out.Lang = text.Lang(row.Lang)
		out.Quiet = Quiet{From: calendar.TimeOfDay(row.QuietFrom), To: calendar.TimeOfDay(row.QuietTo), RestDays: row.RestDays, Urgent: row.UrgentPasses}
		if row.Muted != "" {
			out.Muted = strings.Split(row.Muted, ",")
		}
	case !errors.Is(err, sql.ErrNoRows):
		return out, database.Explain(fmt.Errorf("read preferences: %w", err))
	}
	var rows []channelRow
	if err := n.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ?", zone).Where("person = ?", person).OrderExpr("channel").Scan(ctx); err != nil {
		return out, database.Explain(fmt.Errorf("read channels: %w", err))
	}
	for i := range rows {
		r := &rows[i]
		c := Channel{Name: r.Channel, Enabled: r.Enabled}
		var address, secret error
		c.Address, address = n.box.Open(r.Address, r.place("address"))
		c.Secret, secret = n.box.Open(r.Secret, r.place("secret"))
		if c.Unreadable = address != nil || secret != nil; c.Unreadable {
			c.kept = r
		}
		out.Channels = append(out.Channels, c)
	}
	return out, nil
}

// known finds the channel of that name; nil for none.
func (p *Preferences) known(name string) *Channel {
	if i := slices.IndexFunc(p.Channels, func(c Channel) bool { return c.Name == name }); i >= 0 {
		return &p.Channels[i]
	}
	return nil
}

// stays tells whether a channel that cannot be read was given back without an address: it is kept, for the day on which
// its key is found.
func (c *Channel) stays(before *Channel) bool {
	return before != nil && before.kept != nil && c.Address == ""
}

// sealed is the row of a channel that somebody gave.
func (n *Notify) sealed(zone, person string, c, before *Channel) (r channelRow, err error) {
	if c.stays(before) {
		r = *before.kept
		r.Enabled = c.Enabled
		return r, nil
	}
	secret := c.Secret
	if secret == "" && before != nil && before.Address == c.Address {
		secret = before.Secret
	}
	r = channelRow{ZoneID: zone, Person: person, Channel: c.Name, Enabled: c.Enabled}
	if r.Address, err = n.box.Seal(c.Address, r.place("address")); err == nil {
		r.Secret, err = n.box.Seal(secret, r.place("secret"))
	}
	return r, err
}

// Prefer stores a person's preferences. A channel whose address is as before and whose secret is empty keeps its
// secret. Faults are listed together: notify.bad_kind, bad_channel, bad_address, and those of the guard.
func (n *Notify) Prefer(ctx context.Context, zone, person string, p Preferences, unless ...func(now *Preferences) error) error {
	ctx = database.InZone(ctx, zone)
	asked, err := n.preferences(ctx, zone, person)
	if err != nil {
		return err
	}
	if err := n.check(ctx, &p, &asked); err != nil {
		return err
	}
	return n.db.InTx(ctx, func(ctx context.Context) error {
		if err := n.db.Lock(ctx, "notify/"+zone+"/"+person); err != nil {
			return err
		}
		before, err := n.preferences(ctx, zone, person)
		if err != nil {
			return err
		}
		for _, check := range unless {
			if err := check(&before); err != nil {
				return err
			}
		}
		row := personRow{
			ZoneID: zone, Person: person, Lang: string(p.Lang), QuietFrom: int(p.Quiet.From), QuietTo: int(p.Quiet.To),
			RestDays: p.Quiet.RestDays, UrgentPasses: p.Quiet.Urgent, Muted: strings.Join(p.Muted, ","),
		}
		conn := n.db.Conn(ctx)
		for _, model := range []any{(*personRow)(nil), (*channelRow)(nil)} {
			if _, err := conn.NewDelete().Model(model).Where("zone_id = ?", zone).Where("person = ?", person).Exec(ctx); err != nil {
				return fmt.Errorf("store preferences: %w", err)
			}
		}
		if _, err := conn.NewInsert().Model(&row).Exec(ctx); err != nil {
			return fmt.Errorf("store preferences: %w", err)
		}
		for i := range p.Channels {
			c := &p.Channels[i]
			r, err := n.sealed(zone, person, c, before.known(c.Name))
			if err != nil {
				return err
			}
			if _, err := conn.NewInsert().Model(&r).Exec(ctx); err != nil {
				return fmt.Errorf("store channel: %w", err)
			}
		}
		return nil
	})
}

// Forget removes all that is kept of a person: when they leave, or ask for it.
func (n *Notify) Forget(ctx context.Context, zone, person string) error {
	ctx = database.InZone(ctx, zone)
	return n.db.InTx(ctx, func(ctx context.Context) error {
		for _, model := range []any{(*personRow)(nil), (*channelRow)(nil), (*Notice)(nil)} {
			if _, err := n.db.Conn(ctx).NewDelete().Model(model).Where("zone_id = ?", zone).Where("person = ?", person).Exec(ctx); err != nil {
				return fmt.Errorf("forget %s: %w", person, err)
			}
		}
		return nil
	})
}

// Speak makes a language that of somebody who has not said yet how they want to hear.
func (n *Notify) Speak(ctx context.Context, zone, person string, lang text.Lang) error {
	ctx = database.InZone(ctx, zone)
	p := defaults()
	return n.db.InTx(ctx, func(ctx context.Context) error {
		row := personRow{
			ZoneID: zone, Person: person, Lang: string(lang), QuietFrom: int(p.Quiet.From), QuietTo: int(p.Quiet.To),
			RestDays: p.Quiet.RestDays, UrgentPasses: p.Quiet.Urgent,
		}
		_, err := n.db.Conn(ctx).NewInsert().Model(&row).On("CONFLICT DO NOTHING").Exec(ctx)
		return err
	})
}

// check says what is wrong with preferences that somebody gave who has others at present.
func (n *Notify) check(ctx context.Context, p, now *Preferences) error {
	var faults errs.List
	add := func(where string, e *errs.Error) { faults = append(faults, e.At(where)) }
	if p.Lang != text.En {
		p.Lang = text.Zh
	}
	for _, t := range []calendar.TimeOfDay{p.Quiet.From, p.Quiet.To} {
		if t < 0 || t >= 24*60 {
			add("quiet", errs.Newf(errs.Invalid, "notify.bad_hours", "免打扰时段应为 00:00 至 23:59", "quiet hours lie between 00:00 and 23:59"))
		}
	}
	for _, k := range p.Muted {
		if !slices.Contains(Kinds, k) {
			add("muted", errs.Newf(errs.Invalid, "notify.bad_kind", "没有通知类别“%[1]s”；可写：%[2]s", "there is no kind of notice %[1]q; there are: %[2]s", k, strings.Join(Kinds, ", ")))
		}
	}
	seen := map[string]bool{}
	for i := range p.Channels {
		c := &p.Channels[i]
		c.Address = strings.TrimSpace(c.Address)
		where := "channels." + c.Name
		if !slices.Contains(Channels, c.Name) || seen[c.Name] {
			add("channels", errs.Newf(errs.Invalid, "notify.bad_channel", "通道“%[1]s”不存在或重复；可写：%[2]s", "channel %[1]q does not exist or comes twice; there are: %[2]s", c.Name, strings.Join(Channels, ", ")))
			continue
		}
		seen[c.Name] = true
		if c.stays(now.known(c.Name)) {
			continue
		}
		var fault *errs.Error
		if err := n.checkAddress(ctx, c); errors.As(err, &fault) {
			add(where, fault)
		} else if err != nil {
			return err
		}
	}
	return faults.Err()
}

func (n *Notify) checkAddress(ctx context.Context, c *Channel) error {
	if c.Name == Email {
		return mailbox(c.Address)
	}
	if c.Name == Webhook && c.Secret != "" {
		if err := webhook.CheckSecret(c.Secret); err != nil {
			return err
		}
	}
	return n.guard.Check(ctx, c.Address)
}

// mailbox refuses what is not a bare address: no name, no list, nothing that could begin another header.
func mailbox(address string) error {
	parsed, err := mail.ParseAddress(address)
	printable := !strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' })
	if err != nil || parsed.Address != address || parsed.Name != "" || !printable || len(address) > 254 {
		return errs.Newf(errs.Invalid, "notify.bad_address", "邮箱地址看不懂，应如 name@example.gov.cn", "the mail address is not understood: it should be like name@example.gov.cn")
	}
	return nil
}
