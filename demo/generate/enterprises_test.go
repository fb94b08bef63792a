package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	reader "qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/register"
)

func cellsOf(t *testing.T, data []byte) [][]string {
	t.Helper()
	var rows [][]string
	if _, err := reader.ReadPlainFrom(t.Context(), bytes.NewReader(data), int64(len(data)), "a.xlsx", reader.Options{}, func(r reader.PlainRow) error {
		row := make([]string, 0, len(r.Cells))
		for _, c := range r.Cells {
			row = append(row, c.Text)
		}
		rows = append(rows, row)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestEnterprisesOfTheDemonstrationAreMadeUpAndSound(t *testing.T) {
	t.Parallel()
	for name, table := range tables {
		fresh, err := table()
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		rows := cellsOf(t, fresh)
		if !slices.EqualFunc(rows, cellsOf(t, kept), slices.Equal) {
			t.Errorf("demo/%s is not what is generated: run go run ./demo/generate", name)
		}
		codes := map[string]bool{}
		for _, row := range rows[2 : len(rows)-1] {
			code, err := register.CheckCode(register.CheckUSCC, row[2])
			if err != nil || codes[code] || !strings.HasPrefix(row[1], "示例") {
				t.Errorf("%v: %v", row[:3], err)
			}
			codes[code] = true
		}
		if len(codes) != demoEnterprises {
			t.Errorf("%d enterprises, want %d", len(codes), demoEnterprises)
		}
	}
}
