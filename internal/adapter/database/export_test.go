package database

import "time"

// What the test of the schema holds the tables to.
var (
	InstallationTables = installationTables
	LocalTables        = localTables
)

// ReplicaClock lets a test turn the clock by which a replica is too old; a busy machine may take its time to answer.
func ReplicaClock(db *DB, now func() time.Time) {
	db.replica.now, db.replica.patience = now, time.Minute
}
