package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryNumberIsTracedByShowAndProvenByReceipt(t *testing.T) {
	c := clerk{filepath.Join(t.TempDir(), "demo.db")}
	for name, value := range map[string]string{"QINLIAN_DB": c.db, "QINLIAN_ZONE": "ganzhou-etdz", "QINLIAN_AT": ""} {
		t.Setenv(name, value)
	}
	const zh, en = "zh_CN.UTF-8", "en_US.UTF-8"
	c.says(t, zh, "demo", "--db", c.db)
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	for _, number := range []string{"督〔2023〕2号", "招调〔2023〕6号/L1"} {
		if page, own := c.says(t, zh, "show", number), c.says(t, zh, "letter", "show", number); page != own || !strings.Contains(page, "督〔2023〕2号") {
			t.Errorf("show %s says\n%s\nand letter show\n%s", number, page, own)
		}
	}
	const session = "招支委〔2023〕1号"
	if page, own := c.says(t, zh, "show", session), c.says(t, zh, "session", "show", session); page != own || !strings.Contains(page, "支委会会议") {
		t.Errorf("show says\n%s\nand session show\n%s", page, own)
	}
	if said := c.says(t, en, "show", "督〔2023〕99号"); !strings.Contains(said, "no matter, letter, session or claim") || !strings.Contains(said, "(matter.not_found)") {
		t.Error(said)
	}
	for number, event := range map[string]string{"督〔2023〕2号": "签发函件", session: "闭会", "招调〔2023〕6号": ""} {
		file := filepath.Join(t.TempDir(), "receipt.json")
		said := c.says(t, zh, "receipt", number, "--out", file)
		if checked := c.says(t, zh, "verify", "--receipt", file); !strings.Contains(checked, "✓ 回执成立：") || !strings.Contains(checked, event) {
			t.Errorf("the receipt of %s: %s%s", number, said, checked)
		}
		if of := "督〔2023〕2号（招调〔2023〕6号）"; strings.HasPrefix(number, "督") && !strings.Contains(said, of+" 的回执") {
			t.Errorf("the receipt of a letter does not name it: %s", said)
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		forged := strings.Replace(string(raw), `"number": "招`, `"number": "赣`, 1)
		if err := os.WriteFile(file, []byte(forged), 0o600); err != nil {
			t.Fatal(err)
		}
		if checked := c.says(t, zh, "verify", "--receipt", file); !strings.Contains(checked, "ledger.bad_receipt") {
			t.Errorf("a receipt of %s with another number: %s", number, checked)
		}
	}
	if said := c.says(t, zh, "duty", "list", "--period", "乱"); !strings.Contains(said, "duty.bad_period") {
		t.Error(said)
	}
	if said, plain := c.says(t, zh, "version"), c.says(t, zh, "--version"); said != plain || !strings.HasPrefix(said, "qinlian") {
		t.Errorf("version says %q, --version %q", said, plain)
	}
	t.Setenv("QINLIAN_ZONE", "")
	if said := c.says(t, en, "verify"); !strings.Contains(said, "✓ Ganzhou Economic and") || strings.Contains(said, "ganzhou-etdz:") {
		t.Error(said)
	}
	if said := c.says(t, en, "zone", "list"); strings.Contains(said, "…") {
		t.Errorf("names are cut:\n%s", said)
	}
	t.Setenv("QINLIAN_ZONE", "ganzhou-etdz")
	if said := c.says(t, zh, "receipt", "招调〔2023〕19号/L9"); !strings.Contains(said, "letter.not_issued") {
		t.Error(said)
	}
}
