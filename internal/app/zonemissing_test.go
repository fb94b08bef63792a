package app_test

import (
	"context"
	"testing"

	"qinlian/internal/base/errs"
)

func TestALedgerWhoseZoneHasLostItsRowIsNotVerified(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	if verified, err := a.VerifyAll(t.Context(), nil); err != nil || len(verified) != 1 {
		t.Fatal(verified, err)
	}
	gone := func(statement string) error {
		return a.DB.InTx(t.Context(), func(ctx context.Context) error {
			_, err := a.DB.Conn(ctx).NewRaw(statement).Exec(ctx)
			return err
		})
	}
	for _, statement := range []string{"DELETE FROM zones", "DELETE FROM events", "DELETE FROM checkpoints", "DELETE FROM versions"} {
		if err := gone(statement); err != nil {
			t.Fatal(err)
		}
		_, err := a.VerifyAll(t.Context(), nil)
		if left := statement != "DELETE FROM versions"; left != (errs.CodeOf(err) == "ledger.zone_missing") {
			t.Errorf("%s: %v", statement, err)
		}
		if _, err := a.VerifyZone(t.Context(), zone, nil); statement != "DELETE FROM versions" && errs.CodeOf(err) != "ledger.zone_missing" {
			t.Errorf("%s, then the zone alone: %v", statement, err)
		}
	}
}
