package database_test

import (
	"context"
	"io/fs"
	"path"
	"reflect"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/engine"
)

// On SQLite step 8 makes the table of matters anew.
func TestMattersAreTheSameBeforeAndAfterTheyAreNumbered(t *testing.T) {
	t.Parallel()
	older := fstest.MapFS{}
	steps, err := fs.Glob(database.Migrations, "migrations/000[1-7]_*.sql")
	if err != nil || len(steps) != 7 {
		t.Fatal(steps, err)
	}
	for _, step := range steps {
		data, err := database.Migrations.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		older[path.Base(step)] = &fstest.MapFile{Data: data}
	}
	db := databasetest.Open(t, databasetest.SQLite(t))
	if err := database.Migrate(t.Context(), db, older); err != nil {
		t.Fatal(err)
	}
	alter := func(statement string) { // rows are put and read as this program does it
		t.Helper()
		if err := db.InTx(t.Context(), func(ctx context.Context) error { _, err := db.Conn(ctx).ExecContext(ctx, statement); return err }); err != nil {
			t.Fatal(err)
		}
	}
	alter("ALTER TABLE matters ADD COLUMN number_key TEXT NOT NULL DEFAULT ''")
	alter("ALTER TABLE matters ADD COLUMN first_contact TEXT NOT NULL DEFAULT ''")
	put := func(rows ...engine.MatterRow) {
		t.Helper()
		store := database.NewStore(db)
		if err := store.InTx(t.Context(), func(ctx context.Context) error { return store.Put(ctx, engine.Rows{Matters: rows}) }); err != nil {
			t.Fatal(err)
		}
	}
	all := func() (rows []engine.MatterRow) {
		t.Helper()
		for row, err := range database.NewStore(db).List(t.Context(), "z", engine.Filter{ByID: true, WithState: true}) {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		return rows
	}
	for i := range 30 {
		row := matterRow(i)
		v := reflect.ValueOf(&row).Elem() // each column a value of its own
		for n := range v.NumField() {
			switch f := v.Field(n); f.Kind() {
			case reflect.String:
				if f.String() == "" {
					f.SetString(v.Type().Field(n).Name)
				}
			case reflect.Int, reflect.Int32, reflect.Int64:
				f.SetInt(int64(1000*(n+1) - i))
			case reflect.Float64:
				f.SetFloat(float64(i) / 7)
			}
		}
		put(row)
	}
	before := all()
	for i := range before {
		before[i].NumberKey, before[i].FirstContact = "", "" // made when the zone is opened
	}
	alter("ALTER TABLE matters DROP COLUMN number_key")
	alter("ALTER TABLE matters DROP COLUMN first_contact")
	if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
		t.Fatal(err)
	}
	if after := all(); len(before) != 30 || !reflect.DeepEqual(before, after) {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
	var newest string
	if err := db.Conn(t.Context()).NewRaw("SELECT id FROM matters ORDER BY made DESC LIMIT 1").Scan(t.Context(), &newest); err != nil || newest != matterRow(0).ID {
		t.Errorf("the newest is %s, %v", newest, err) // the one registered last, whenever it was stored
	}
	again := matterRow(0)
	again.Title = "changed"
	put(again)
	if len(all()) != 30 {
		t.Error("a matter that was there was stored beside itself")
	}
}
