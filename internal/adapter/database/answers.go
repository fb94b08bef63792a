package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"qinlian/internal/base/errs"
)

// Answer is what was answered to a request with an Idempotency-Key. Account and key name it within a zone, ""
// for accounts of the installation.
type Answer struct {
	Zone    string
	Account string
	Key     string
	Request string // SHA-256 of what was asked
	Status  int
	ETag    string
	Place   string // Location
	Body    []byte
	At      time.Time
}

// Answer finds what was answered under a key; nil where nothing was.
func (s *Store) Answer(ctx context.Context, zone, account, key string) (*Answer, error) {
	ctx = s.in(ctx, zone)
	r, err := s.runner(ctx, "SELECT request, status, etag, place, body, at FROM answers WHERE zone_id = ? AND account = ? AND key = ?")
	if err != nil {
		return nil, err
	}
	rows, err := r.query(ctx, zone, account, key)
	if err != nil {
		return nil, fmt.Errorf("find an answer: %w", err)
	}
	found, err := collect(rows, "answers", func(rows *sql.Rows) (Answer, error) {
		a, at := Answer{Zone: zone, Account: account, Key: key}, int64(0)
		err := rows.Scan(&a.Request, &a.Status, &a.ETag, &a.Place, &a.Body, &at)
		a.At = time.UnixMicro(at).UTC()
		return a, err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// KeepAnswer stores an answer in the transaction of ctx. The error is Conflict when the key has one already.
func (s *Store) KeepAnswer(ctx context.Context, a *Answer) error {
	ctx = s.in(ctx, a.Zone)
	r, err := s.runner(ctx, "INSERT INTO answers (zone_id, account, key, request, status, etag, place, body, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	err = r.exec(ctx, a.Zone, a.Account, a.Key, a.Request, int64(a.Status), a.ETag, a.Place, present(a.Body), a.At.UnixMicro())
	if err != nil && (IsUnique(err) || IsUnique(errors.Unwrap(err))) {
		return errs.Newf(errs.Conflict, "http.key_in_use", "同一 Idempotency-Key 的请求刚刚办过，请重新读取结果", "a request with this Idempotency-Key has just been carried out: send it again to read its answer").Because(err)
	}
	return err
}

// ForgetAnswers removes answers from before an instant and tells how many.
func (s *Store) ForgetAnswers(ctx context.Context, zone string, before time.Time) (n int64, err error) {
	ctx = s.in(ctx, zone)
	err = s.InTx(ctx, func(ctx context.Context) error {
		res, err := s.db.Conn(ctx).NewDelete().TableExpr("answers").Where("zone_id = ? AND at < ?", zone, before.UnixMicro()).Exec(ctx)
		if err != nil {
			return fmt.Errorf("forget answers: %w", err)
		}
		n, err = res.RowsAffected()
		return err
	})
	return n, err
}
