package outbox

import (
	"context"
	"fmt"
	"slices"

	"qinlian/internal/adapter/database"
)

// ChannelState is how a channel fares in a zone.
type ChannelState struct {
	Channel string
	Ready   bool // the installation can send by it
	Waiting int
	Dead    int
	Done    int
	SentAt  int64  // when a message last went out, µs since 1970; 0 for never
	Failed  int64  // when an attempt last failed, of a message that has not gone out since
	Error   string // its words, for Says
}

// Channels tells how each channel fares: those that the installation can send by, and those of messages that are there.
// It shows no address and no content.
func (o *Outbox) Channels(ctx context.Context, zone string, known ...string) ([]ChannelState, error) {
	ctx = database.InZone(ctx, zone)
	names := slices.Clone(known)
	for name := range o.senders {
		names = append(names, name)
	}
	counts, err := o.Counts(ctx, zone)
	if err != nil {
		return nil, err
	}
	for _, c := range counts {
		names = append(names, c.Channel)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	out := make([]ChannelState, len(names))
	for i, name := range names {
		s := ChannelState{Channel: name, Ready: o.senders[name] != nil}
		for _, c := range counts {
			if c.Channel == name {
				*map[string]*int{Waiting: &s.Waiting, Dead: &s.Dead, Done: &s.Done}[c.State] = c.N
			}
		}
		if err := o.last(ctx, zone, &s); err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}

// last finds when a channel last sent, and last failed.
func (o *Outbox) last(ctx context.Context, zone string, s *ChannelState) error {
	rows := []Message{}
	of := o.db.Conn(ctx).NewSelect().Model(&rows).ExcludeColumn("body").Where("zone_id = ?", zone).Where("channel = ?", s.Channel).Limit(1)
	if err := of.Clone().Where("state = ?", Done).Where("error = ''").OrderExpr("ended_at DESC").Scan(ctx); err != nil {
		return database.Explain(fmt.Errorf("read what a channel sent: %w", err))
	}
	if len(rows) > 0 {
		s.SentAt = rows[0].EndedAt
	}
	rows = rows[:0]
	if err := of.Where("error <> ''").Where("failed_at > 0").OrderExpr("failed_at DESC, id DESC").Scan(ctx); err != nil {
		return database.Explain(fmt.Errorf("read what a channel could not send: %w", err))
	}
	if len(rows) > 0 {
		s.Failed, s.Error = rows[0].FailedAt, rows[0].Error
	}
	return nil
}
