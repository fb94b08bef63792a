// Package demo holds the demonstration ledgers, one a zone, that the binary carries. See README.md; folder
// generate writes them.
package demo

import "embed"

// Files are the ledgers, each named after its zone.
//
//go:embed *.xlsx *.csv
var Files embed.FS

// Intake says what the work orders of the demonstration's hotline become; docs/intake.md shows it.
//
//go:embed intake.yaml
var Intake []byte
