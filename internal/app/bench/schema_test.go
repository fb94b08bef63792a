package bench

import (
	"context"
	"os"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

func TestEachLedgerThatIsMeasuredOnPostgreSQLBeginsEmptyInASchemaOfItsOwn(t *testing.T) {
	databasetest.Needs(t)
	server := os.Getenv("QINLIAN_TEST_POSTGRES")
	names := []string{schemaPrefix + "test", schemaPrefix + "test_full"}
	count := func(db *database.DB) (n int) {
		if err := db.Conn(t.Context()).NewRaw("SELECT count(*) FROM zones").Scan(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 { // the second time over what the first left
		for _, name := range names {
			if err := freshSchema(t.Context(), server, name); err != nil {
				t.Fatal(err)
			}
			address, err := inSchema(server, name)
			if err != nil {
				t.Fatal(err)
			}
			db := databasetest.Migrated(t, address)
			if n := count(db); n != 0 {
				t.Errorf("%s: %d zones to begin with", name, n)
			}
			if err := db.InTx(t.Context(), func(ctx context.Context) error {
				_, err := db.Conn(ctx).NewRaw("INSERT INTO zones (zone_id, title, public_key, private_key, world, size) VALUES ('z', 'z', '', '', 0, 0)").Exec(ctx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if n := count(db); n != 1 {
				t.Errorf("%s: %d zones in the schema", name, n)
			}
		}
	}
	for _, name := range names {
		if err := freshSchema(t.Context(), server, name); err != nil {
			t.Error(err)
		}
	}
}
