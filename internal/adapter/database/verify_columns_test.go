package database_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// unverified are the tables, and columns of others, that hold nothing of the ledger, each with the reason why verify does
// not look at them. Whatever else there is in the schema is edited below, and verify must find it.
var unverified = map[string]string{
	"accounts":         "who may sign in; changes stand in the audit log, which has a chain of its own",
	"account_subjects": "signing in",
	"answers":          "what was answered under an Idempotency-Key, for a day or so",
	"api_tokens":       "signing in",
	"attachments":      "files as they were sent, and by whom; an event cites one by its SHA-256, which the content is read against",
	"audit":            "the audit log: a chain of its own with a sealed head (identity)",
	"audit_heads":      "the sealed heads of the audit log (identity)",
	"ceremonies":       "signing in",
	"checkpoints.at":   "below the second; what is signed is whole seconds, and those are compared",
	"delegations":      "who may act for a post, before anybody does; an event says who did",
	"deliveries":       "messages on their way out",
	"former_passwords": "signing in",
	"imports":          "a ledger that somebody sent, while it is read; what was imported stands in events with the file's hash",
	"intake_orders":    "what a sender calls its orders, to tell a repetition; the matter's origin stands in its event",
	"job_progress":     "long tasks",
	"log_readers":      "how far each reader of the log has come",
	"notices":          "messages as they were sent",
	"notify_channels":  "how somebody wants to be told",
	"notify_people":    "how somebody wants to be told",
	"one_time_codes":   "signing in",
	"projections":      "which columns need not be made again when the program is newer; the columns themselves are compared",
	"recovery_codes":   "signing in",
	"security_keys":    "signing in",
	"sign_in_failures": "signing in",
	"subscriptions":    "how somebody wants to be told",
	"visits":           "signing in",
	"webhooks":         "where messages go",
	"zones.world":      "the count by which processes notice that mechanisms, org chart or calendar changed",

	"subscription_results": "what somebody was told last",

	"schema_migrations":      "the schema's own notes",
	"schema_migration_locks": "the schema's own notes",

	"search_words":        "SQLite's own index over table search",
	"search_words_config": "SQLite's own index over table search",
	"search_words_data":   "SQLite's own index over table search",
	"search_words_idx":    "SQLite's own index over table search",
}

// whichRow picks the row of a table that is edited: of several, one of which the ledger says everything. ? is the first
// matter's id.
var whichRow = map[string]string{
	"checkpoints":     "size = (SELECT max(size) FROM checkpoints)",
	"fact_words":      "word = 'staff'",
	"facts":           "stream = 'facts/enterprise/" + creditCode(1) + "'",
	"funds":           "stream = 'fund/2023/growth'",
	"fund_holdings":   "claim = 'growth-2023/chain/2023/甲'",
	"claims":          "record = '甲'",
	"duties":          "matter_id = ? AND id = 'review/2023-W08'",
	"events":          "stream = ? AND seq = 2",
	"letters":         "matter_id = ?",
	"matters":         "id = ?",
	"nodes":           "level = 8 AND n = 0",
	"numbers":         "register = 'task'",
	"personal_values": "field = 'phone'",
	"proposals":       "state = 'refused'",
	"supports":        "unit = 'dcs'",
	"versions":        "from_at = (SELECT max(from_at) FROM versions)",
	"zones":           "zone_id <> ''",
}

// places are what a message names of the row.
var places = map[string]string{
	"checkpoints": "checkpoint", "duties": "任〔2023〕1号", "events": "任〔2023〕1号", "letters": "任〔2023〕1号", "matters": "任〔2023〕1号", "nodes": "node 0 at level 8", "facts": "facts/enterprise/", "fact_words": "fact",
	"funds": "fund/2023/growth", "fund_holdings": "fund/2023/growth", "claims": "claim/growth-2023/chain/2023/甲",
	"numbers": "register “任务” of 2023", "personal_values": "访〔2023〕1号", "proposals": "of mechanism version ", "search": "任〔2023〕1号", "supports": "任〔2023〕1号",
	"versions": "of mechanism version ", "zones": "zone",
}

// edits are columns of which not every other value is wrong.
var edits = map[string]string{
	"checkpoints.at":    "at + 1",
	"matters.cursor_at": "4000000000000000", // it may stand anywhere up to what falls due next
}

// columnOf is a column of the schema.
type columnOf struct{ Table, Name, Type string }

func schemaColumns(t *testing.T, db *database.DB) (columns []columnOf) {
	t.Helper()
	query := `SELECT m.name AS "table", c.name AS name, lower(c.type) AS type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
	if db.Dialect() == database.PostgreSQL {
		query = `SELECT table_name AS "table", column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
	}
	if err := db.Conn(t.Context()).NewRaw(query).Scan(t.Context(), &columns); err != nil {
		t.Fatal(err)
	}
	return columns
}

// other is another value that a column could hold.
func (c columnOf) other() string {
	switch {
	case edits[c.Table+"."+c.Name] != "":
		return edits[c.Table+"."+c.Name]
	case c.Type == "boolean":
		return "NOT " + c.Name
	case c.Type == "tsvector":
		return c.Name + " || 'x'::tsvector"
	case c.Type == "blob":
		return "x'0102'"
	case c.Type == "bytea":
		return `'\x0102'::bytea`
	case c.Type == "text":
		return c.Name + " || 'x'"
	}
	return c.Name + " + 100000"
}

// everything is a ledger with a row in every table that verify looks at, and one after which its log has nodes.
func everything(t *testing.T, db *database.DB) (w *world, first string) {
	t.Helper()
	w, _, _ = signedTwice(t, db)
	s, err := w.Find(t.Context(), zone, "任〔2023〕1号", w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.now = at("2023-03-02 07:00")
	registered(t, w)
	state(t, w, firm(1, 30, 0), firm(2, 40, 0))
	w.now = at("2023-03-02 08:00")
	if err := w.Apply(t.Context(), visitBundle(t), engine.Act{Actor: "督查室主任"}, w.now); err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	w.visit("2023-03-02 09:00")
	w.moneyed("2023-03-02 09:10", 10*money.Wan)
	paid := w.claimed("2023-03-02 09:20", 4*money.Wan, "甲", "乙")
	w.till("2023-03-02 09:30", "经发局局长", func(t *engine.Till) error { return pay(t, paid[0], "1") })
	w.do("2023-03-02 10:00", "督查室主任", "transfer", s.ID, func(c *matter.Command) {
		c.Owner, c.LeadUnit, c.Support, c.Reason = "经发局局长", "jfj", []string{"dcs"}, "职责调整"
	})
	propose := func(limit string) engine.ProposalRow {
		t.Helper()
		p, err := w.Propose(t.Context(), bundle(t, limit), engine.Act{Actor: "督查室主任"}, engine.Wish{From: at("2023-05-04 00:00"), Why: "时限过宽", Sight: "{}", Report: []byte("{}")})
		if err != nil {
			t.Fatal(errs.Message(err, text.Zh))
		}
		return p
	}
	by := engine.Act{Actor: "管委会主任"}
	if _, err := w.Refuse(t.Context(), zone, propose("7wd").ID, "再议", by); err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	if _, err := w.Withdraw(t.Context(), zone, propose("8wd").ID, engine.Act{Actor: "督查室主任"}); err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	p := propose("9wd")
	propose("6wd") // stays open
	if _, err := w.Approve(t.Context(), zone, p.ID, p.Hash, by); err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	for z, err := w.Store().Zone(t.Context(), zone); z.Size < 512; z, err = w.Store().Zone(t.Context(), zone) { // two nodes
		if err != nil {
			t.Fatal(err)
		}
		w.do("2023-03-02 11:00", "经发局局长", "report", s.ID, func(c *matter.Command) { c.Progress, c.Text = new(20.0), "在办" })
	}
	if _, err := w.Checkpoint(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	w.verified()
	return w, s.ID
}

func TestVerifyCoversEveryColumn(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		columns := schemaColumns(t, db)
		unused := maps.Clone(unverified)
		w, first := everything(t, db)
		var tables []string
		columns = slices.DeleteFunc(columns, func(c columnOf) bool {
			exempt := unverified[c.Table] != ""
			delete(unused, c.Table)
			if !exempt && !slices.Contains(tables, c.Table) {
				tables = append(tables, c.Table)
			}
			return exempt
		})
		if db.Dialect() == database.SQLite { // one edit of an index entry must not write the index, which would be wrong then
			for _, trigger := range []string{"search_added", "search_changed", "search_removed"} {
				execute(t, db, "DROP TRIGGER "+trigger)
			}
			whichRow["search"] = "made = (SELECT made FROM matters WHERE id = ?)"
		} else {
			whichRow["search"] = "matter_id = ?"
		}
		for _, table := range tables {
			execute(t, db, "CREATE TABLE kept_"+table+" AS SELECT * FROM "+table) //nolint:unqueryvet // a copy of all
		}
		for _, c := range columns {
			name := c.Table + "." + c.Name
			reason := unverified[name]
			delete(unused, name)
			where, known := whichRow[c.Table]
			if !known {
				t.Errorf("table %s is new: say in whichRow which of its rows is edited, or in unverified why verify need not look at it", c.Table)
				continue
			}
			behindTheWall(t, db, c.Table, first, "UPDATE "+c.Table+" SET "+c.Name+" = "+c.other()+" WHERE "+where)
			_, err := w.Verify(t.Context(), zone, nil)
			switch {
			case reason != "" && err != nil:
				t.Errorf("%s is in the list of what verify does not look at, and it does: %v", name, err)
			case reason != "":
			case err == nil:
				t.Errorf("%s was edited and verify is green: mend verify, or say in unverified why it need not look", name)
			case errs.KindOf(err) != errs.Corrupt && name != "zones.zone_id":
				t.Errorf("%s: not said to be corrupt, but %v", name, err)
			case !strings.Contains(errs.Message(err, text.En), name) && !strings.Contains(errs.Message(err, text.En), places[c.Table]):
				t.Errorf("%s: the message does not say where: %s", name, errs.Message(err, text.En))
			}
			behindTheWall(t, db, c.Table, first, "DELETE FROM "+c.Table, "INSERT INTO "+c.Table+" SELECT * FROM kept_"+c.Table) //nolint:unqueryvet // and all of it back
		}
		w.verified()
		for name := range unused {
			if !strings.HasPrefix(name, "search_words") || db.Dialect() == database.SQLite {
				t.Errorf("unverified has %s, which the schema has not", name)
			}
		}
	})
}

func execute(t *testing.T, db *database.DB, statements ...string) {
	t.Helper()
	err := db.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error {
		for _, s := range statements {
			if _, err := db.Conn(ctx).ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// behindTheWall carries out statements for which the table has no row-level security; the first of them changes one row.
func behindTheWall(t *testing.T, db *database.DB, table, id string, statements ...string) {
	t.Helper()
	err := db.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error {
		if db.Dialect() == database.PostgreSQL {
			if _, err := db.Conn(ctx).ExecContext(ctx, "ALTER TABLE "+table+" NO FORCE ROW LEVEL SECURITY"); err != nil {
				return err
			}
		}
		for _, s := range statements {
			args := make([]any, strings.Count(s, "?"))
			for i := range args {
				args[i] = id
			}
			res, err := db.Conn(ctx).NewRaw(s, args...).Exec(ctx)
			if err != nil {
				return err
			}
			if n, _ := res.RowsAffected(); n != 1 && strings.HasPrefix(s, "UPDATE") {
				t.Errorf("%s changed %d rows", s, n)
			}
		}
		if db.Dialect() == database.PostgreSQL {
			_, err := db.Conn(ctx).ExecContext(ctx, "ALTER TABLE "+table+" FORCE ROW LEVEL SECURITY")
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}
