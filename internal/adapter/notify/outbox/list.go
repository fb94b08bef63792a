package outbox

import (
	"context"
	"fmt"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Filter picks messages; zero members do not restrict.
type Filter struct {
	State   string // Dead for the dead letters
	Channel string
	Target  string
	Before  string // the cursor: the ID that ended the page before
	Limit   int    // 1 to 200; 50
}

// List gives a zone's messages without their contents, newest first.
func (o *Outbox) List(ctx context.Context, zone string, f Filter) ([]Message, error) {
	ctx = database.InZone(ctx, zone)
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	out := []Message{}
	q := o.db.Conn(ctx).NewSelect().Model(&out).ExcludeColumn("body").Where("zone_id = ?", zone).OrderExpr("id DESC").Limit(int64(f.Limit))
	for column, value := range map[string]string{"state": f.State, "channel": f.Channel, "target": f.Target} {
		if value != "" {
			q = q.Where("? = ?", ident(column), value)
		}
	}
	if f.Before != "" {
		q = q.Where("id < ?", f.Before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("list deliveries: %w", err))
	}
	return out, nil
}

// Count is how many messages of a channel are in a state.
type Count struct {
	Channel string `bun:"channel" json:"channel"`
	State   string `bun:"state"   json:"state"`
	N       int    `bun:"n"       json:"n"`
}

// Counts counts a zone's messages by channel and state.
func (o *Outbox) Counts(ctx context.Context, zone string) ([]Count, error) {
	ctx = database.InZone(ctx, zone)
	out := []Count{}
	err := o.db.Conn(ctx).NewSelect().TableExpr("deliveries").ColumnExpr("channel, state, count(*) AS n").
		Where("zone_id = ?", zone).GroupExpr("channel, state").OrderExpr("channel, state").Scan(ctx, &out)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("count deliveries: %w", err))
	}
	return out, nil
}

// Resend sends a message again, with all its attempts anew: a dead one, or one that waits. One that was done is
// sent again under the same ID, by which its receiver knows it.
func (o *Outbox) Resend(ctx context.Context, zone, id string) error {
	return o.change(ctx, zone, id, map[string]any{"state": Waiting, "attempts": 0, "ended_at": 0, "next_at": o.now().UnixMicro()})
}

// GiveUp makes a message that waits dead.
func (o *Outbox) GiveUp(ctx context.Context, zone, id string) error {
	return o.change(ctx, zone, id, map[string]any{"state": Dead, "ended_at": o.now().UnixMicro()})
}

// End makes dead what waits for a target on a channel, and says why.
func (o *Outbox) End(ctx context.Context, zone, channel, target string, why error) error {
	values := map[string]any{"state": Dead, "error": said(why), "ended_at": o.now().UnixMicro()}
	return o.db.InTx(database.InZone(ctx, zone), func(ctx context.Context) error {
		_, err := o.db.Conn(ctx).NewUpdate().Model(&values).TableExpr("deliveries").
			Where("zone_id = ?", zone).Where("channel = ?", channel).Where("target = ?", target).Where("state = ?", Waiting).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end what waits for %s: %w", target, err)
		}
		return nil
	})
}

func (o *Outbox) change(ctx context.Context, zone, id string, values map[string]any) error {
	ctx = database.InZone(ctx, zone)
	return o.db.InTx(ctx, func(ctx context.Context) error {
		result, err := o.db.Conn(ctx).NewUpdate().Model(&values).TableExpr("deliveries").
			Where("zone_id = ?", zone).Where("id = ?", id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("change delivery %s: %w", id, err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errs.Newf(errs.NotFound, "outbox.not_found", "没有投递“%[1]s”，可能已清理", "there is no delivery %[1]q; it may have been cleaned away", id)
		}
		return nil
	})
}

// Clean forgets a zone's messages that ended before an instant.
func (o *Outbox) Clean(ctx context.Context, zone string, before time.Time) error {
	ctx = database.InZone(ctx, zone)
	return o.db.InTx(ctx, func(ctx context.Context) error {
		_, err := o.db.Conn(ctx).NewDelete().Model((*Message)(nil)).
			Where("zone_id = ?", zone).Where("ended_at > 0").Where("ended_at < ?", before.UnixMicro()).Exec(ctx)
		return err
	})
}
