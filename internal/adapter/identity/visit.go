package identity

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
)

// What a visit remembers in its own data.
const (
	keyAccount  = "account"
	keyStage    = "stage"
	keyMethod   = "method"
	keyAddress  = "address"
	keyAgent    = "agent"
	keySince    = "since"  // microseconds; not moved by a new token
	keyProved   = "proved" // microseconds; when the account last proved itself
	keySecond   = "second" // whether a second factor was given
	keyCeremony = "ceremony:"
)

// touchEvery is how often at most a visit's last request is written down. It makes a time-out come that much
// early at worst, and spares a write at each request.
const touchEvery = time.Minute

// unsigned is how long a visit lasts that has not signed in: long enough for another provider's pages.
const unsigned = 15 * time.Minute

type visitRow struct {
	bun.BaseModel `bun:"table:visits,alias:visits"`

	Hash    []byte  `bun:"hash,pk"`
	Account string  `bun:"account_id"`
	Method  string  `bun:"method"`
	Address string  `bun:"address"`
	Agent   string  `bun:"agent"`
	SinceAt Instant `bun:"since_at"`
	LastAt  Instant `bun:"last_at"`
	EndedAt Instant `bun:"ended_at"`
	Data    []byte  `bun:"data"`
}

// store keeps visits for scs. It takes the time from the Directory's clock and knows both time-outs itself, so
// that scs need not write at each request.
type store struct{ d *Directory }

var _ scs.CtxStore = store{}

// Manager loads and saves visits: wrap the mux in its LoadAndSave.
func (d *Directory) Manager() *scs.SessionManager { return d.manager }

func (d *Directory) newManager() *scs.SessionManager {
	m := scs.New()
	m.Store, m.Codec = store{d}, &remembered{}
	m.Lifetime = d.config.Absolute
	m.Cookie = scs.SessionCookie{Name: "__Host-qinlian", Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode}
	if d.config.Plain {
		m.Cookie.Name, m.Cookie.Secure = "qinlian", false
	}
	return m
}

func hashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// FindCtx gives the data of a visit that is not over.
func (s store) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var row *visitRow
	var err error
	arrival := arrivalIn(ctx)
	if arrival != nil {
		row, err = s.d.met(ctx, arrival, token)
	}
	if row == nil && err == nil { // not signed in yet, or no request
		row = &visitRow{Hash: hashToken(token)}
		err = s.d.db.Conn(ctx).NewSelect().Model(row).WherePK().Scan(ctx)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find visit: %w", err)
	}
	now := s.d.instant()
	if s.d.over(row, now) {
		if arrival != nil {
			arrival.account = nil
		}
		return nil, false, nil
	}
	if now.Sub(row.LastAt.Time) >= touchEvery {
		err = s.d.touching.touch(row.Hash, func() error {
			return s.d.db.InTx(ctx, func(ctx context.Context) error {
				_, err := s.d.db.Conn(ctx).NewUpdate().Model(row).Set("last_at = ?", now).WherePK().Where("ended_at = 0").Exec(ctx)
				return err
			})
		})
		if errs.Is(err, "database.disk_full") || errs.Is(err, "database.read_only") { // what can only be read is read
			err = nil
		}
	}
	return row.Data, err == nil, err
}

// over tells whether a visit has ended or timed out.
func (d *Directory) over(row *visitRow, now Instant) bool {
	idle, absolute := d.config.Idle, d.config.Absolute
	if row.Account == "" {
		idle, absolute = unsigned, unsigned
	}
	return !row.EndedAt.IsZero() || !now.Before(row.LastAt.Add(idle)) || !now.Before(row.SinceAt.Add(absolute))
}

// CommitCtx stores a visit. One that ended meanwhile stays ended.
func (s store) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	_, values, err := s.d.manager.Codec.Decode(data)
	if err != nil {
		return fmt.Errorf("read a visit to store it: %w", err)
	}
	word := func(key string) string { w, _ := values[key].(string); return w }
	now := s.d.instant()
	row := visitRow{Hash: hashToken(token), Account: word(keyAccount), Method: word(keyMethod), Address: word(keyAddress), Agent: word(keyAgent), SinceAt: now, LastAt: now, Data: data}
	if since, ok := values[keySince].(int64); ok {
		row.SinceAt = At(time.UnixMicro(since))
	}
	return s.d.db.InTx(ctx, func(ctx context.Context) error {
		_, err := s.d.db.Conn(ctx).NewInsert().Model(&row).On("CONFLICT (hash) DO UPDATE").
			Set("data = EXCLUDED.data, last_at = EXCLUDED.last_at").Where("visits.ended_at = 0").Exec(ctx)
		return err
	})
}

// DeleteCtx ends a visit.
func (s store) DeleteCtx(ctx context.Context, token string) error {
	return s.d.db.InTx(ctx, func(ctx context.Context) error {
		return s.d.endVisits(ctx, "hash = ?", hashToken(token))
	})
}

// Find is for callers without a context; scs has none.
func (s store) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is for callers without a context.
func (s store) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is for callers without a context.
func (s store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func (d *Directory) endVisits(ctx context.Context, where string, args ...any) error {
	_, err := d.db.Conn(ctx).NewUpdate().Model((*visitRow)(nil)).Set("ended_at = ?, data = ?", d.instant(), []byte{}).
		Where("ended_at = 0").Where(where, args...).Exec(ctx)
	return err
}

// expel ends all visits of an account but the one with the token kept, and with tokens, revokes those.
func (d *Directory) expel(ctx context.Context, account, kept string, tokens bool) error {
	if err := d.endVisits(ctx, "account_id = ? AND hash <> ?", account, hashToken(kept)); err != nil {
		return err
	}
	if !tokens {
		return nil
	}
	_, err := d.db.Conn(ctx).NewUpdate().Model((*Token)(nil)).Set("revoked_at = ?", d.instant()).Where("account_id = ? AND revoked_at = 0", account).Exec(ctx)
	return err
}

// VisitInfo is a visit as its owner sees it in a list.
type VisitInfo struct {
	ID      string  `json:"id"`
	Method  string  `json:"method"`
	Address string  `json:"address"`
	Agent   string  `json:"agent"`
	Since   Instant `json:"since"`
	Last    Instant `json:"last"` // to the minute
	Current bool    `json:"current"`
}

// visitID names a visit in lists; it does not open it.
func visitID(hash []byte) string { return hex.EncodeToString(hash[:8]) }

// Visits lists one's own visits, the newest first.
func (d *Directory) Visits(ctx context.Context) ([]VisitInfo, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := d.running(ctx, v.Account.ID)
	if err != nil {
		return nil, err
	}
	out := make([]VisitInfo, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = VisitInfo{ID: visitID(r.Hash), Method: r.Method, Address: r.Address, Agent: r.Agent, Since: r.SinceAt, Last: r.LastAt, Current: visitID(r.Hash) == v.ID}
	}
	return out, nil
}

func (d *Directory) running(ctx context.Context, account string) ([]visitRow, error) {
	var rows, out []visitRow
	if err := d.db.Conn(ctx).NewSelect().Model(&rows).ExcludeColumn("data").Where("account_id = ? AND ended_at = 0", account).OrderExpr("since_at DESC, hash").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list visits: %w", err)
	}
	now := d.instant()
	for i := range rows {
		if !d.over(&rows[i], now) {
			out = append(out, rows[i])
		}
	}
	return out, nil
}

// EndVisit ends one of one's own visits, as another browser that was left signed in.
func (d *Directory) EndVisit(ctx context.Context, visit string) error {
	v, err := d.Current(ctx)
	if err != nil {
		return err
	}
	rows, err := d.running(ctx, v.Account.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		if visitID(rows[i].Hash) != visit {
			continue
		}
		return d.db.InTx(ctx, func(ctx context.Context) error {
			if err := d.endVisits(ctx, "hash = ?", rows[i].Hash); err != nil {
				return err
			}
			return d.note(ctx, v.By(), v.Account.Zone, "visit.ended", v.Account.ID, Detail{"visit": visit})
		})
	}
	return errExpired
}

// SignOut ends this visit. Without one it does nothing.
func (d *Directory) SignOut(ctx context.Context) error {
	v, err := d.Current(ctx)
	if err != nil {
		return d.manager.Destroy(ctx)
	}
	return d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.manager.Destroy(ctx); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "sign-in.out", v.Account.ID, nil)
	})
}

// SignOutEverywhere ends all visits of one's own account, this one with them, and revokes its API tokens: whoever
// does so wants nobody left who acts in their name.
func (d *Directory) SignOutEverywhere(ctx context.Context) error {
	v, err := d.Current(ctx)
	if err != nil {
		return err
	}
	return d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.expel(ctx, v.Account.ID, "", true); err != nil {
			return err
		}
		if err := d.manager.Destroy(ctx); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "sign-in.out_everywhere", v.Account.ID, nil)
	})
}

// Sweep removes what time has made useless: visits and ceremonies that are over, old failures. It may run on any
// node, at any time.
func (d *Directory) Sweep(ctx context.Context) error {
	now := d.instant()
	return d.db.InTx(ctx, func(ctx context.Context) error {
		conn := d.db.Conn(ctx)
		_, visits := conn.NewDelete().Model((*visitRow)(nil)).WhereOr("since_at <= ?", after(now, -d.config.Absolute)).
			WhereOr("account_id = '' AND since_at <= ?", after(now, -unsigned)).Exec(ctx)
		_, old := conn.NewDelete().Model((*ceremony)(nil)).Where("until_at <= ?", now).Exec(ctx)
		keep := d.config.Lockout.Window + d.config.Lockout.Longest
		_, failed := conn.NewDelete().Model((*failures)(nil)).Where("last_at <= ?", after(now, -keep)).Exec(ctx)
		return errors.Join(visits, old, failed)
	})
}
