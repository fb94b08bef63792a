package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/org"
)

// Delegation is a post that its holder lets another person act in for a span of days (授权). It ends by itself on
// the day To, when it is revoked, and as soon as the giver no longer has a seat of the post.
type Delegation struct {
	Zone      string     `json:"zone"`
	ID        string     `json:"id"`
	Post      string     `json:"post"`
	Giver     string     `json:"giver"` // person
	Taker     string     `json:"taker"` // person
	From      clock.Date `json:"from"`
	To        clock.Date `json:"to"` // the first day on which it no longer holds
	Reason    string     `json:"reason"`
	CreatedAt Instant    `json:"created_at"`
	CreatedBy string     `json:"created_by"` // account
	RevokedAt Instant    `json:"revoked_at"`
	RevokedBy string     `json:"revoked_by,omitempty"`
}

type delegationRow struct {
	bun.BaseModel `bun:"table:delegations,alias:delegations"`

	Zone      string  `bun:"zone_id,pk"`
	ID        string  `bun:"id,pk"`
	Post      string  `bun:"post"`
	Giver     string  `bun:"giver"`
	Taker     string  `bun:"taker"`
	FromOn    int64   `bun:"from_on"`
	ToOn      int64   `bun:"to_on"`
	Reason    string  `bun:"reason"`
	CreatedAt Instant `bun:"created_at"`
	CreatedBy string  `bun:"created_by"`
	RevokedAt Instant `bun:"revoked_at"`
	RevokedBy string  `bun:"revoked_by"`
}

func (r *delegationRow) delegation() Delegation {
	return Delegation{r.Zone, r.ID, r.Post, r.Giver, r.Taker, clock.Date(r.FromOn), clock.Date(r.ToOn), r.Reason, r.CreatedAt, r.CreatedBy, r.RevokedAt, r.RevokedBy}
}

// Delegate lets taker act in a post of by's person from one day up to, and not including, another. The chart is
// the zone's as known now; today is the day in the zone. What was delegated to oneself cannot be passed on.
func (d *Directory) Delegate(ctx context.Context, by By, chart *org.State, today clock.Date, post, taker string, from, to clock.Date, reason string) (*Delegation, error) {
	var out *Delegation
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		a, err := d.Account(ctx, by.Account)
		if err != nil {
			return err
		}
		if a.State != Open || a.Person == "" {
			return errNotYou
		}
		if err := d.delegable(chart, a.Person, post, taker, today, from, to, reason); err != nil {
			return err
		}
		ctx = database.InZone(ctx, a.Zone)
		row := &delegationRow{Zone: a.Zone, ID: d.config.NewID(), Post: post, Giver: a.Person, Taker: taker, FromOn: int64(from), ToOn: int64(to), Reason: strings.TrimSpace(reason), CreatedAt: d.instant(), CreatedBy: a.ID}
		if _, err := d.db.Conn(ctx).NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("store delegation: %w", err)
		}
		g := row.delegation()
		out = &g
		return d.note(ctx, by, a.Zone, "delegation.given", row.ID, Detail{"post": post, "giver": a.Person, "taker": taker, "from": from.String(), "to": to.String(), "reason": row.Reason})
	})
	return out, err
}

// delegable lists everything that is wrong with a delegation.
func (d *Directory) delegable(chart *org.State, giver, post, taker string, today, from, to clock.Date, reason string) error {
	var l errs.List
	if from < today || to <= from || int(to-from) > d.config.MostDays {
		l = append(l, invalid("identity.span", "from", "授权期间须从今天或以后开始、至少一天、最长 %d 天", "a delegation begins today or later, lasts a day at least and %d days at most", d.config.MostDays))
	}
	if !chart.At(from).Sits(giver, post) {
		l = append(l, invalid("identity.not_yours", "post", "您在 %[1]s 不在“%[2]s”岗上，不能授权他人", "on %[1]s you are in no seat of %[2]q and cannot let anybody act in it", from, plain(post)))
	}
	if taker == giver || len(chart.At(from).PostsOf(taker)) == 0 {
		l = append(l, invalid("identity.bad_taker", "taker", "被授权人须是本区另一位在岗人员", "who is to act must be another person with a post in the zone"))
	}
	if n := len([]rune(strings.TrimSpace(reason))); n == 0 || n > maxTitle || reason != plain(reason) {
		l = append(l, invalid("identity.reason", "reason", "请说明授权事由，不超过 %d 字", "say why, in at most %d letters", maxTitle))
	}
	return l.Err()
}

// RevokeDelegation ends a delegation at once: the giver's to do, the taker's, or a security administrator's.
func (d *Directory) RevokeDelegation(ctx context.Context, by By, zone, delegation string) error {
	ctx = database.InZone(ctx, plain(zone))
	return d.db.InTx(ctx, func(ctx context.Context) error {
		row := &delegationRow{Zone: plain(zone), ID: plain(delegation)}
		err := d.db.Conn(ctx).NewSelect().Model(row).WherePK().Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return noDelegation()
		}
		if err != nil {
			return err
		}
		a, err := d.Account(ctx, by.Account)
		if err != nil || a.State != Open || a.Zone != row.Zone || a.Person == "" || a.Person != row.Giver && a.Person != row.Taker {
			if _, err := d.duty(ctx, by, SecurityAdmin, row.Zone); err != nil {
				return noDelegation() // to others it does not exist
			}
		}
		if !row.RevokedAt.IsZero() {
			return nil
		}
		row.RevokedAt, row.RevokedBy = d.instant(), by.Account
		if _, err := d.db.Conn(ctx).NewUpdate().Model(row).Column("revoked_at", "revoked_by").WherePK().Exec(ctx); err != nil {
			return err
		}
		return d.note(ctx, by, row.Zone, "delegation.revoked", row.ID, Detail{"post": row.Post, "giver": row.Giver, "taker": row.Taker})
	})
}

func noDelegation() error {
	return errs.Newf(errs.NotFound, "identity.no_delegation", "没有这项授权", "there is no such delegation")
}

// Delegations lists what a person has given or was given, the newest first; all of the zone for person "".
func (d *Directory) Delegations(ctx context.Context, zone, person string) ([]Delegation, error) {
	ctx = database.InZone(ctx, plain(zone))
	var rows []delegationRow
	q := d.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ?", plain(zone)).OrderExpr("created_at DESC, id DESC")
	if person != "" {
		q.Where("giver = ? OR taker = ?", person, person)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list delegations: %w", err)
	}
	out := make([]Delegation, len(rows))
	for i := range rows {
		out[i] = rows[i].delegation()
	}
	return out, nil
}

// Delegated gives the posts in which a person may act on the view's day because their holders said so:
// authority.SubjectOf takes them.
func (d *Directory) Delegated(ctx context.Context, zone, person string, view *org.View) ([]string, error) {
	ctx = database.Fresh(database.InZone(ctx, zone))
	if person == "" {
		return nil, nil
	}
	var rows []delegationRow
	day := int64(view.Day())
	err := d.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ? AND taker = ? AND from_on <= ? AND to_on > ? AND revoked_at = 0", zone, person, day, day).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("find delegated posts: %w", err)
	}
	return posts(rows, view), nil
}

// posts are those of delegations whose givers have a seat in them still.
func posts(rows []delegationRow, view *org.View) []string {
	var out []string
	for i := range rows {
		if view.Sits(rows[i].Giver, rows[i].Post) {
			out = append(out, rows[i].Post)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
