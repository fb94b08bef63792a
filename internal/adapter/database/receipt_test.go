package database_test

import (
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestNoReceiptIsGivenThatDoesNotHold(t *testing.T) {
	for name, sql := range map[string]string{
		"what an event says was changed": `UPDATE events SET body = hash WHERE stream = ? AND seq = 2`,
		"its hash was":                   `UPDATE events SET hash = body WHERE stream = ? AND seq = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w, first := watched(t, db)
				if _, err := w.Receipt(t.Context(), zone, first, 2); err != nil {
					t.Fatal(err)
				}
				tamper(t, db, sql, first)
				_, err := w.Receipt(t.Context(), zone, first, 2)
				if !errs.Is(err, "ledger.unproven") || errs.KindOf(err) != errs.Corrupt {
					t.Fatal(err)
				}
				if said := errs.Message(err, text.Zh); !strings.Contains(said, "任〔2023〕1号 的第 2 条事件不能出具回执") || !strings.Contains(said, "qinlian verify") {
					t.Error(said)
				}
				_, err = w.Receipt(t.Context(), zone, first, 1)
				if proven := strings.Contains(sql, "SET body"); proven != (err == nil) { // its neighbour's hash is part of the proof
					t.Error(err)
				}
			})
		})
	}
}

func TestASizeThatIsNoSizeIsNamedAtOnce(t *testing.T) {
	testTamperings(t, map[string]tampering{
		"below nothing": {
			`UPDATE zones SET size = -1 WHERE zone_id <> ?`,
			"ledger.size", "zones.size 存为 -1", "zones.size of the zone holds -1",
		},
		"far beyond the end": {
			`UPDATE zones SET size = 1000000000 WHERE zone_id <> ?`,
			"ledger.rows_missing", "台账应有 1000000000 条（zones.size），实有 ", "should hold 1000000000 events (zones.size) and holds ",
		},
		"beyond what any ledger holds": {
			`UPDATE zones SET size = 4611686018427387904 WHERE zone_id <> ?`,
			"ledger.rows_missing", "台账应有 4611686018427387904 条（zones.size），实有 ", "should hold 4611686018427387904 events (zones.size) and holds ",
		},
	})
}
