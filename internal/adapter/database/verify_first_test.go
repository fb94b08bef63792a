package database_test

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// The walk goes by streams: the first matter's last event is met before the third one's second.
func TestVerifyNamesTheBadEventThatComesFirstInTheLedger(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, first := watched(t, db)
		row, err := w.Store().Matter(t.Context(), zone, "任〔2023〕3号")
		if err != nil {
			t.Fatal(err)
		}
		chain, err := w.Store().Stream(t.Context(), zone, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		if row.ID < first {
			t.Fatal("the third matter is read before the first")
		}
		tamper(t, db, `UPDATE events SET body = hash WHERE stream = ? AND seq = (SELECT max(seq) FROM events WHERE stream = ?)`, first)
		tamper(t, db, `UPDATE events SET body = hash WHERE stream = ? AND seq = 2`, row.ID)
		_, err = w.Verify(t.Context(), zone, nil)
		want := fmt.Sprintf("任〔2023〕3号：第 2 条事件的内容与散列不符（内容、次序或散列被改动）；它在台账第 %d 位，%s", chain[1].Pos, chain[1].At.In(calendar.Location()).Format("2006-01-02 15:04:05"))
		if said := errs.Message(err, text.Zh); !errs.Is(err, "ledger.hash") || !strings.Contains(said, want) {
			t.Errorf("says %s\nwant %s", said, want)
		}
	})
}
