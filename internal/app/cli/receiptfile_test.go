package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/kernel/ledger"
)

func TestAReceiptIsReadAsItComesFromAnEditorAndItsKeyFromAPage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, held := filepath.Join(folder, "r.db"), filepath.Join(folder, "receipt.json")
	ok := func(args ...string) {
		t.Helper()
		if out, said, code := run(t, "", args...); code != exitOK {
			t.Fatal(args, code, said, out)
		}
	}
	ok("apply", filepath.Join("..", "..", "..", "mechanisms", "ganjiang"), "--as", "党政办公室主任", "--from", "2026-02-02", "--db", file)
	ok("matter", "register", "--kind", "key-problem", "--title", "园区道路积水", "--as", "党政办公室主任", "--at", "2026-02-02 10:00", "--db", file)
	ok("receipt", "重点〔2026〕1号", "-o", held, "--db", file)
	raw, err := os.ReadFile(held)
	if err != nil {
		t.Fatal(err)
	}
	var r ledger.Receipt
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(held, append([]byte("\ufeff"), raw...), 0o600); err != nil {
		t.Fatal(err)
	}
	ok("verify", "--receipt", held, "--key", " "+r.Key+"\n")
	if _, said, code := run(t, "", "verify", "--receipt", folder); code == exitOK || !strings.Contains(said, "receipt.folder") {
		t.Error(code, said)
	}
}
