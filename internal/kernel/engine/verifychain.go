package engine

import (
	"fmt"
	"strings"

	"qinlian/internal/kernel/ledger"
)

// verifyChain checks sequence numbers, hashes and cached columns of one stream, and cuts out the contents.
func verifyChain(name string, chain []ledger.Record) error {
	var prev ledger.Hash
	for i := range chain {
		r := &chain[i]
		if r.Seq != int64(i)+1 {
			return broken("ledger.sequence", "%[1]s：第 %[2]d 条事件缺失（其后是第 %[3]d 条，在台账第 %[4]d 位，%[5]s）", "%[1]s: event %[2]d is missing (event %[3]d follows, at position %[4]d of the ledger, %[5]s)", name, i+1, r.Seq, r.Pos, when(r.At))
		}
		if ledger.Chain(prev, r.Body) != r.Hash {
			return broken("ledger.hash", "%[1]s：第 %[2]d 条事件的内容与散列不符（内容、次序或散列被改动）；它在台账第 %[3]d 位，%[4]s", "%[1]s: event %[2]d does not match its hash (its content, order or hash was changed); it stands at position %[3]d of the ledger, %[4]s", name, r.Seq, r.Pos, when(r.At))
		}
		header, same := ledger.HeaderOf(r.Body, &r.Event)
		if !same {
			return wrongColumn(name, r)
		}
		r.Data = r.Body[header : len(r.Body)-1]
		prev = r.Hash
	}
	return nil
}

// wrongColumn names the columns of an event that are not what its body says.
func wrongColumn(name string, r *ledger.Record) error {
	said, err := ledger.Decode(r.Body)
	if err != nil {
		return broken("ledger.content", "%[1]s：第 %[2]d 条事件无法读出：%[3]s", "%[1]s: event %[2]d cannot be read: %[3]s", name, r.Seq, err.Error())
	}
	var zh, en []string
	columns := eventColumns(&said)
	for i, stored := range eventColumns(&r.Event) {
		if stored == columns[i] {
			continue
		}
		about := ""
		if len(en) == 0 {
			about = fmt.Sprintf(" of event %d was changed: it", said.Seq)
		}
		zh = append(zh, fmt.Sprintf("列 %s 被改动：存为“%s”，原文是“%s”", stored.name, quoted(stored.value), quoted(columns[i].value)))
		en = append(en, fmt.Sprintf("column %s%s holds “%s”, the event itself says “%s”", stored.name, about, quoted(stored.value), quoted(columns[i].value)))
	}
	if len(zh) == 0 { // said in other words than we would choose
		return broken("ledger.column", "%[1]s：第 %[2]d 条事件的原文不是本系统的写法", "%[1]s: event %[2]d is not written as this program writes", name, r.Seq)
	}
	return broken("ledger.column", "%[1]s：第 %[2]d 条事件的%[3]s；它在台账第 %[5]d 位，%[6]s", "%[1]s: %[4]s; it stands at position %[5]d of the ledger, %[6]s",
		name, said.Seq, strings.Join(zh, "；"), strings.Join(en, "; "), r.Pos, when(said.At))
}

// firstWrong is the position of the first event of a stream that verifyChain would name; of the last where none is, for
// then it is what is cached of them all that differs.
func firstWrong(chain []ledger.Record) int64 {
	var prev ledger.Hash
	for i := range chain {
		r := &chain[i]
		if r.Seq != int64(i)+1 && i > 0 { // one is missing that stood behind the one before
			return chain[i-1].Pos + 1
		}
		if _, same := ledger.HeaderOf(r.Body, &r.Event); !same || r.Seq != int64(i)+1 || ledger.Chain(prev, r.Body) != r.Hash {
			return r.Pos
		}
		prev = r.Hash
	}
	return chain[len(chain)-1].Pos
}
