package database_test

import (
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/ledger"
)

func TestAnEventThatCannotBeReadIsNamed(t *testing.T) {
	for name, what := range map[string]struct{ sqlite, postgres string }{
		"an event of no type":    {`CAST(replace(CAST(body AS TEXT), '"type":"', '"type":"x') AS BLOB)`, `convert_to(replace(convert_from(body, 'UTF8'), '"type":"', '"type":"x'), 'UTF8')`},
		"an event that is empty": {`x''`, `''::bytea`},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w, first := watched(t, db)
				body := what.sqlite
				if db.Dialect() == database.PostgreSQL {
					body = what.postgres
				}
				tamper(t, db, `UPDATE events SET body = `+body+` WHERE stream = ? AND seq = 2`, first)
				named := func(err error) {
					t.Helper()
					if !errs.Is(err, "ledger.content") || errs.KindOf(err) != errs.Corrupt {
						t.Fatal(err)
					}
					if said := errs.Message(err, text.Zh); !strings.Contains(said, "任〔2023〕1号：第 2 条事件无法读出") || !strings.Contains(said, "qinlian verify") {
						t.Error(said)
					}
				}
				_, err := dossier.Of(t.Context(), w.Engine, zone, first, w.now)
				named(err)
				if what.sqlite == `x''` { // the type alone tells which events issue letters
					_, err = w.LetterReceipt(t.Context(), zone, first, "none")
					named(err)
				}
			})
		})
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, _ := watched(t, db)
		tamper(t, db, `UPDATE events SET body = hash WHERE stream = ? AND seq = 1`, ledger.StreamMechanism)
		if _, err := w.Verify(t.Context(), zone, nil); errs.KindOf(err) != errs.Corrupt {
			t.Error(err)
		}
	})
}
