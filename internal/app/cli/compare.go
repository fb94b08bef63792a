package cli

import (
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
)

// databaseNamed tells whether somebody named a database, rather than leaving it at the default.
func (s *Shell) databaseNamed() bool {
	return s.flags.DB != defaultDB || s.process.Env("QINLIAN_DB") != "" || s.said("--db")
}

// compare holds the database against a checkpoint that was given out before: what it signed must still stand
// there, under the same key.
func (s *Shell) compare(cp ledger.Checkpoint, key string) error {
	a, err := s.App()
	if err != nil {
		return err
	}
	z, err := a.Store.Zone(s.Ctx, cp.Zone)
	if errs.KindOf(err) == errs.NotFound {
		return elsewhere(err, "该库没有回执所属的地区 "+cp.Zone, "it has no zone "+cp.Zone+", of which the receipt is")
	}
	if err != nil {
		return err
	}
	if chosen := s.flags.Zone; chosen != "" {
		if zone, err := a.Zone(s.Ctx, chosen); err == nil && zone != cp.Zone {
			return errs.Newf(errs.Invalid, "receipt.other_zone", "回执本身成立，但它属于地区 %[1]s，不是 %[2]s（--zone 或 QINLIAN_ZONE）；去掉地区或改为 %[1]s 再核对",
				"the receipt holds by itself, but it is of zone %[1]s and not of %[2]s (--zone or QINLIAN_ZONE): leave the zone out, or name %[1]s", cp.Zone, zone)
		}
	}
	if err := a.Engine.Extends(s.Ctx, cp); err != nil {
		return elsewhere(err, "该回执的台账不在这个数据库，或其后被改动", "the receipt is not of this database, or its ledger was changed since")
	}
	if z.PublicKey != key {
		return elsewhere(errs.Newf(errs.Corrupt, "ledger.other_key", "数据库中地区的公钥 %[1]s 与回执所用的 %[2]s 不同：密钥被更换过", "the zone's public key in the database, %[1]s, is not that of the receipt, %[2]s: it was changed", z.PublicKey, key),
			"该回执出自另一个数据库，或密钥被更换", "the receipt is of another database, or the key was changed")
	}
	if _, err := a.Engine.Verify(s.Ctx, cp.Zone, nil); err != nil { // what was signed are hashes: that the events still have them is seen by reading them
		return elsewhere(err, "其后台账被改动", "its ledger was changed since")
	}
	return nil
}

// elsewhere says of a receipt that holds by itself that the database at hand does not bear it out.
func elsewhere(cause error, zh, en string) error {
	return errs.Newf(errs.KindOf(cause), errs.CodeOf(cause), "回执本身成立，但与所指的数据库不符（%[1]s）：%[2]s", "the receipt holds by itself, but not beside the database that is named (%[3]s): %[4]s",
		zh, errs.Message(cause, text.Zh), en, errs.Message(cause, text.En)).Because(cause)
}
