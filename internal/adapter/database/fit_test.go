package database_test

import (
	"maps"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// unfit is what a value becomes that reads the same and is not found, or that is no bytes.
func (c columnOf) unfit() string {
	if c.Type == "blob" {
		return "-1"
	}
	return "CAST(" + c.Name + " AS BLOB)"
}

func TestVerifyFindsWhatIsStoredAsSomethingElse(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t)) // PostgreSQL's columns hold nothing else
	w, first := everything(t, db)
	execute(t, db, "DROP TRIGGER search_added", "DROP TRIGGER search_changed", "DROP TRIGGER search_removed")
	where := maps.Clone(whichRow)
	where["search"] = "made = (SELECT made FROM matters WHERE id = ?)"
	for _, c := range schemaColumns(t, db) {
		name := c.Table + "." + c.Name
		if unverified[c.Table] != "" || c.Name == "made" { // SQLite's own number of a row is nothing but a number
			continue
		}
		undo := w.kept(t, db, c.Table)
		behindTheWall(t, db, c.Table, first, "UPDATE "+c.Table+" SET "+c.Name+" = "+c.unfit()+" WHERE "+where[c.Table])
		_, err := w.Verify(t.Context(), zone, nil)
		switch {
		case c.Name == "zone_id": // the row is no zone's
			if err == nil {
				t.Errorf("%s is stored as something else and verify is green", name)
			}
		case !errs.Is(err, "ledger.column") || errs.KindOf(err) != errs.Corrupt:
			t.Errorf("%s is stored as something else: %v", name, err)
		case !strings.Contains(errs.Message(err, text.Zh), "列 "+name+" 存成 ") || !strings.Contains(errs.Message(err, text.En), "column "+name+" is stored as "):
			t.Errorf("%s: the message does not say where: %s", name, errs.Message(err, text.En))
		}
		undo()
	}
	w.verified()
}

// kept copies a table, and gives what puts it back.
func (w *world) kept(t *testing.T, db *database.DB, table string) (undo func()) {
	t.Helper()
	execute(t, db, "CREATE TABLE kept AS SELECT * FROM "+table) //nolint:unqueryvet // a copy of all
	return func() {
		execute(t, db, "DELETE FROM "+table, "INSERT INTO "+table+" SELECT * FROM kept", "DROP TABLE kept") //nolint:unqueryvet // and all of it back
	}
}

func TestWhatSomebodyTurnedIntoBytesIsErasedToo(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	w := openVisits(t, db)
	s := w.visit("2023-02-01 09:00")
	tamper(t, db, "UPDATE personal_values SET field = CAST(field AS BLOB), matter_id = CAST(matter_id AS BLOB) WHERE matter_id = ? AND field = 'phone'\nUPDATE personal_values SET field = CAST(field AS BLOB) WHERE matter_id = ? AND field = 'name'", s.ID)
	w.do("2023-02-02 09:10", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason = "本人书面要求删除" })
	if w.rows() != 0 {
		t.Errorf("%d values are still there", w.rows())
	}
	w.verified()
}
