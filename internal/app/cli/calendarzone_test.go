package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const noticeOf2027 = `id: "2027"
year: 2027
title: 国务院办公厅关于2027年部分节假日安排的通知
number: 国办发明电〔2026〕9号
published: 2025-11-25
checked: official
off:
  - { name: 元旦, days: 2027-01-01..2027-01-03 }
  - { name: 春节, days: 2027-02-05..2027-02-13 }
  - { name: 清明节, days: 2027-04-03..2027-04-05 }
  - { name: 劳动节, days: 2027-05-01..2027-05-05 }
  - { name: 端午节, days: 2027-06-09 }
  - { name: 中秋节, days: 2027-09-15 }
  - { name: 国庆节, days: 2027-10-01..2027-10-07 }
work: [2027-02-14, 2027-02-20]
`

// The only zone of a database is meant without being named, and a notice that is not published yet is not loaded.
func TestDaysAreCountedByTheNoticesOfTheOnlyZone(t *testing.T) {
	folder := t.TempDir()
	c := clerk{filepath.Join(folder, "one.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	const en = "en_US.UTF-8"
	due := []string{"calendar", "due", "--from", "2027-02-04", "--limit", "1wd", "--db", c.db}
	if said := c.says(t, en, due...); !strings.HasPrefix(said, "2027-02-05") || !strings.Contains(said, "provisional") {
		t.Errorf("without a database: %s", said)
	}
	c.says(t, en, "apply", "../../../mechanisms/ganzhou-etdz", "--from", "2023-01-01", "--as", "党工委书记", "--db", c.db)
	notice := filepath.Join(folder, "2027.yaml")
	early := strings.Replace(noticeOf2027, "2025-11-25", "2026-01-06", 1)
	if err := os.WriteFile(notice, []byte(early), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := c.says(t, en, "calendar", "load", notice, "--as", "党工委书记", "--db", c.db); !strings.Contains(said, "calendar.not_published") {
		t.Errorf("a notice of tomorrow was loaded: %s", said)
	}
	if err := os.WriteFile(notice, []byte(noticeOf2027), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded := c.says(t, en, "calendar", "load", notice, "--as", "党工委书记", "--db", c.db)
	if said := c.says(t, en, due...); !strings.HasPrefix(said, "2027-02-14") || strings.Contains(said, "provisional") {
		t.Errorf("%s, after %s", said, loaded)
	}
}
