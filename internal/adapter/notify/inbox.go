package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
)

// mostPage bounds a page of the inbox.
const mostPage = 200

// Inbox gives a person's notices, newest first; before is the ID that ended the page before.
func (n *Notify) Inbox(ctx context.Context, zone, person string, unread bool, before string, limit int) ([]Notice, error) {
	ctx = database.InZone(ctx, zone)
	if limit <= 0 || limit > mostPage {
		limit = 50
	}
	out := []Notice{}
	q := n.db.Conn(ctx).NewSelect().Model(&out).Where("zone_id = ?", zone).Where("person = ?", person).OrderExpr("id DESC").Limit(int64(limit))
	if unread {
		q = q.Where("read_at = 0")
	}
	if before != "" {
		q = q.Where("id < ?", before)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("read the inbox: %w", err))
	}
	return out, nil
}

// Unread counts a person's unread notices.
func (n *Notify) Unread(ctx context.Context, zone, person string) (int, error) {
	ctx = database.InZone(ctx, zone)
	count, err := n.db.Conn(ctx).NewSelect().Model((*Notice)(nil)).
		Where("zone_id = ?", zone).Where("person = ?", person).Where("read_at = 0").Count(ctx)
	if err != nil {
		return 0, database.Explain(fmt.Errorf("count unread notices: %w", err))
	}
	return int(count), nil
}

// MarkRead marks a person's notices as read, all of them where none is named, and tells how many were not before.
// IDs of others' notices do nothing.
func (n *Notify) MarkRead(ctx context.Context, zone, person string, ids ...string) (int, error) {
	ctx = database.InZone(ctx, zone)
	var marked int64
	err := n.db.InTx(ctx, func(ctx context.Context) error {
		q := n.db.Conn(ctx).NewUpdate().Model((*Notice)(nil)).Set("read_at = ?", n.at(zone).UnixMicro()).
			Where("zone_id = ?", zone).Where("person = ?", person).Where("read_at = 0")
		if len(ids) > 0 {
			q = q.Where("id IN (?)", bun.List(ids))
		}
		result, err := q.Exec(ctx)
		if err != nil {
			return fmt.Errorf("mark notices as read: %w", err)
		}
		marked, err = result.RowsAffected()
		return err
	})
	return int(marked), err
}

// Clean forgets a zone's notices that were made before an instant, read or not.
func (n *Notify) Clean(ctx context.Context, zone string, before time.Time) error {
	ctx = database.InZone(ctx, zone)
	return n.db.InTx(ctx, func(ctx context.Context) error {
		_, err := n.db.Conn(ctx).NewDelete().Model((*Notice)(nil)).
			Where("zone_id = ?", zone).Where("created_at < ?", before.UnixMicro()).Exec(ctx)
		return err
	})
}
