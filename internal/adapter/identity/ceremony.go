package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// ceremony is what is remembered between two steps of proving something: a challenge, a state. Its name is kept
// in the visit of the browser that began it, so that no other can end it; its row is taken once.
type ceremony struct {
	bun.BaseModel `bun:"table:ceremonies,alias:ceremonies"`

	Hash    []byte  `bun:"hash,pk"`
	Kind    string  `bun:"kind"`
	Account string  `bun:"account_id"`
	Data    []byte  `bun:"data"`
	UntilAt Instant `bun:"until_at"`
}

const ceremonyTime = 10 * time.Minute

// setOut begins a ceremony.
func (d *Directory) setOut(ctx context.Context, kind, account string, data any) error {
	b, err := d.secret(32)
	if err != nil {
		return err
	}
	name := base64.RawURLEncoding.EncodeToString(b)
	written, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("remember a ceremony: %w", err)
	}
	sealed, err := d.keys.seal(d.config.Random, written, "ceremony:"+kind)
	if err != nil {
		return err
	}
	row := ceremony{Hash: hashToken(name), Kind: kind, Account: account, Data: sealed, UntilAt: after(d.instant(), ceremonyTime)}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		_, err := d.db.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("remember a ceremony: %w", err)
	}
	d.manager.Put(ctx, keyCeremony+kind, name)
	return nil
}

// take ends the ceremony that this browser began, and reads what was remembered. It can be taken once.
func (d *Directory) take(ctx context.Context, kind, account string, data any) error {
	name := d.manager.PopString(ctx, keyCeremony+kind)
	if name == "" {
		return errExpired
	}
	var rows []ceremony
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		rows = nil
		return d.db.Conn(ctx).NewDelete().Model(&rows).Where("hash = ? AND kind = ? AND account_id = ?", hashToken(name), kind, account).Returning("*").Scan(ctx)
	})
	if err != nil {
		return fmt.Errorf("recall a ceremony: %w", err)
	}
	if len(rows) == 0 || !d.instant().Before(rows[0].UntilAt.Time) {
		return errExpired
	}
	plain, err := d.keys.open(rows[0].Data, "ceremony:"+kind)
	if err != nil {
		return errExpired.Because(err)
	}
	return json.Unmarshal(plain, data)
}
