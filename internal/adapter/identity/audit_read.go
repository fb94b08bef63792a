package identity

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// KeptAtLeast is the law's least: network logs are kept for six months (网络安全法 21; its number may have changed
// with the amendment of 2025). No six months are longer.
const KeptAtLeast = 184 * 24 * time.Hour

// AuditQuery narrows the log; a zero field does not narrow.
type AuditQuery struct {
	Zone     string // "" is the installation's own log
	Account  string
	Action   string
	Object   string
	Outcome  Outcome
	From, To time.Time // half-open
	Before   int64     // the page's lines come before this one; the newest if 0
	Limit    int       // 100 if 0, 1000 at most
}

// ReadAudit lists lines, the newest first; the Seq of the last is the next page's Before. An audit
// administrator's to do, and itself a line of the log.
func (d *Directory) ReadAudit(ctx context.Context, by By, q *AuditQuery) ([]Line, error) {
	zone := plain(q.Zone)
	ctx = database.InZone(ctx, zone)
	if _, err := d.duty(ctx, by, AuditAdmin, zone); err != nil {
		return nil, err
	}
	var rows []auditRow
	query := d.db.Conn(ctx).NewSelect().Model(&rows).Column("body").Where("zone_id = ?", zone).Order("seq DESC").Limit(limit(q.Limit))
	for _, part := range []struct {
		where string
		value string
	}{{"account_id = ?", q.Account}, {"action = ?", q.Action}, {"object = ?", q.Object}, {"outcome = ?", string(q.Outcome)}} {
		if part.value != "" {
			query.Where(part.where, plain(part.value))
		}
	}
	if !q.From.IsZero() {
		query.Where("at >= ?", At(q.From))
	}
	if !q.To.IsZero() {
		query.Where("at < ?", At(q.To))
	}
	if q.Before > 0 {
		query.Where("seq < ?", q.Before)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	lines := make([]Line, len(rows))
	for i := range rows {
		if err := json.Unmarshal(rows[i].Body, &lines[i]); err != nil {
			return nil, fmt.Errorf("read the audit log: %w", err)
		}
	}
	asked := Detail{}
	for k, v := range map[string]string{"account": q.Account, "action": q.Action, "object": q.Object} {
		if v != "" {
			asked[k] = plain(v)
		}
	}
	return lines, d.note(ctx, by, zone, "audit.read", "audit", asked)
}

// AuditZones lists the zones that have a log, the installation's own "" among them.
func (d *Directory) AuditZones(ctx context.Context) ([]string, error) {
	var zones []string
	ctx = database.EveryZone(ctx)
	err := d.db.Conn(ctx).NewSelect().Model((*auditHead)(nil)).Column("zone_id").Order("zone_id").Scan(ctx, &zones)
	return zones, err
}

// Prune removes a zone's lines older than an instant, from the oldest on, and returns how many. What is younger
// than six months stays, whoever asks (identity.audit_young), and so does everything in a log that does not
// verify. An audit administrator's to do, or the Installation's.
func (d *Directory) Prune(ctx context.Context, by By, zone string, before time.Time) (removed int64, err error) {
	ctx = database.InZone(ctx, zone)
	if by.Account != Installation {
		if _, err := d.duty(ctx, by, AuditAdmin, zone); err != nil {
			return 0, err
		}
	}
	if oldest := d.now().Add(-KeptAtLeast); before.After(oldest) {
		return 0, errs.Newf(errs.Refused, "identity.audit_young", "日志至少保存六个月（网络安全法第二十一条，2025年修订后条号或变），只能清理 %[1]s 以前的",
			"logs are kept for six months at least (Cybersecurity Law, article 21, which the amendment of 2025 may have renumbered): only those before %[1]s may go", oldest.UTC().Format(time.DateOnly))
	}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		removed = 0
		head, err := d.lockHead(ctx, zone)
		if err != nil || head.LastSeq == 0 {
			return err
		}
		if _, err := d.verifyAudit(ctx, head); err != nil {
			return err
		}
		if !d.sealed(head) {
			return foreign(zone)
		}
		var young struct{ Seq *int64 }
		if err := d.db.Conn(ctx).NewSelect().Model((*auditRow)(nil)).ColumnExpr("MIN(seq) AS seq").Where("zone_id = ? AND at >= ?", zone, At(before)).Scan(ctx, &young); err != nil {
			return err
		}
		cut := head.LastSeq
		if young.Seq != nil {
			cut = *young.Seq - 1
		}
		if cut <= head.BeforeSeq {
			return nil
		}
		last := auditRow{Zone: zone, Seq: cut}
		if err := d.db.Conn(ctx).NewSelect().Model(&last).Column("hash").WherePK().Scan(ctx); err != nil {
			return err
		}
		if _, err := d.db.Conn(ctx).NewDelete().Model((*auditRow)(nil)).Where("zone_id = ? AND seq <= ?", zone, cut).Exec(ctx); err != nil {
			return err
		}
		removed = cut - head.BeforeSeq
		head.BeforeSeq, head.BeforeHash = cut, last.Hash
		if err := d.putHead(ctx, head, true); err != nil {
			return err
		}
		return d.note(ctx, by, zone, "audit.pruned", "audit", Detail{
			"lines": strconv.FormatInt(removed, 10), "before": before.UTC().Format(time.RFC3339),
			"cut": strconv.FormatInt(cut, 10), "hash": hex.EncodeToString(last.Hash), // what the rest is chained to
		})
	})
	return removed, err
}
