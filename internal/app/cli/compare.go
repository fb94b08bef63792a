package cli

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
)

// databaseNamed tells whether somebody named a database, rather than leaving it at the default.
func (s *Shell) databaseNamed() bool {
	return s.flags.DB != defaultDB || s.process.Env("QINLIAN_DB") != "" || slices.ContainsFunc(s.process.Args, func(arg string) bool {
		return arg == "--db" || strings.HasPrefix(arg, "--db=")
	})
}

// compare holds the database against a checkpoint that was given out before: what it signed must still stand
// there, under the same key.
func (s *Shell) compare(cp ledger.Checkpoint, key string) error {
	a, err := s.App()
	if err != nil {
		return err
	}
	if err := a.Engine.Extends(s.Ctx, cp); err != nil {
		return err
	}
	z, err := a.Store.Zone(s.Ctx, cp.Zone)
	if err != nil {
		return err
	}
	if z.PublicKey != key {
		return errs.Newf(errs.Corrupt, "ledger.other_key", "数据库中地区的公钥 %[1]s 与回执所用的 %[2]s 不同：密钥被更换过", "the zone's public key in the database, %[1]s, is not that of the receipt, %[2]s: it was changed", z.PublicKey, key)
	}
	return nil
}
