// Command generate writes the demonstration ledgers of folder demo: workbooks and csv files that are untidy
// in the ways in which offices' ledgers are, with banners, merged cells, headers of two rows, dates in
// every form, several units in a cell and amounts such as 近400亿元. Everything in them is made up.
//
// Each zone has a file of its own here that adds its ledger:
//
//	var _ = add("ganzhou-etdz.xlsx", sheet{…})
//
// Run it from the root: go run ./demo/generate
package main

import (
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// ledgers make the bytes of each ledger, by the name of its file.
var ledgers = map[string]func() ([]byte, error){}

// tables make the bytes of tables that tell facts of enterprises.
var tables = map[string]func() ([]byte, error){}

// add enters a ledger laid out from rows: name ends in .xlsx, or in .csv for one sheet in GB18030.
func add(name string, sheets ...sheet) struct{} { //nolint:unparam // a package variable takes it
	ledgers[name] = func() ([]byte, error) {
		if filepath.Ext(name) == ".csv" {
			return encodeCSV(&sheets[0])
		}
		return encodeXLSX(sheets)
	}
	return struct{}{}
}

func main() {
	folder := flag.String("into", "demo", "folder to write the ledgers into")
	flag.Parse()
	files := maps.Clone(ledgers)
	maps.Copy(files, tables)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, err := files[name]()
		if err == nil {
			err = os.WriteFile(filepath.Join(*folder, name), data, 0o600)
		}
		if err != nil {
			log.Fatal(fmt.Errorf("%s: %w", name, err))
		}
	}
}
