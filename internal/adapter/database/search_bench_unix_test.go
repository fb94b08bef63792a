//go:build unix

package database_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// How many matters the search is measured on: QINLIAN_SEARCH_MATTERS=1000000, a hundred thousand if it is not set.
const mattersVariable = "QINLIAN_SEARCH_MATTERS"

// What offices write about. Words of a bureau occur in its own matters alone, as they do in real ledgers: a search
// for them in another bureau's scope is the hard case.
var (
	verbs   = []string{"推进", "落实", "协调", "督促", "完成", "加快", "研究", "解决", "跟踪", "梳理"}
	objects = []string{
		"项目签约", "招商引资", "厂房租赁", "征地拆迁", "用地报批", "环境整治", "安全生产", "税收征管", "科技创新", "人才引进", "电力保障", "管网改造",
		"企业用工", "融资对接", "污水处理", "道路建设", "消防验收", "信访化解", "数字政务", "乡村振兴",
	}
	ends = []string{"工作", "事项", "问题", "专项行动", "任务清单", "有关手续", "前期准备", "台账更新"}
)

// texts makes a matter's title and brief as long as real ones are.
func writing(r *rand.Rand, n, unit int) string {
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	s := fmt.Sprintf("招调〔2026〕%d号\n%s%d组%s%s", n, pick(verbs), unit, objects[unit%len(objects)], pick(ends))
	s += "\n" + pick(verbs) + "项目" + pick(ends) + "，" + pick(verbs) + objects[unit%len(objects)] + "，请于月底前报送进展情况，责任到人"
	if n%5000 == 17 {
		s += "；稀土永磁电机"
	}
	return s
}

// searched fills a zone with matters and their texts.
func searched(b *testing.B, store *database.Store, matters int) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2)) // the same each time
	for made := 0; made < matters; made += 2000 {
		var rows engine.Rows
		for i := range min(2000, matters-made) {
			n := made + i
			m := matterRow(n)
			unit := r.IntN(20)
			m.LeadUnit, m.Owner, m.State = fmt.Sprintf("局%d", unit), fmt.Sprintf("岗%d", unit+20*r.IntN(25)), []byte{}
			if n%5000 == 3 {
				m.Owner = "新岗"
			}
			m.RegisteredAt = int64(n)
			rows.Matters = append(rows.Matters, m)
			rows.Texts = append(rows.Texts, engine.TextRow{ZoneID: "z", MatterID: m.ID, Made: int64(n), Text: writing(r, n, unit)})
		}
		keep(b, store, func(ctx context.Context) error { return store.Put(ctx, rows) })
	}
}

func BenchmarkSearch(b *testing.B) {
	matters := 100_000
	if wanted, err := strconv.Atoi(os.Getenv(mattersVariable)); err == nil {
		matters = wanted
	}
	eachStore(b, func(b *testing.B, store *database.Store) {
		searched(b, store, matters)
		everything := (*authority.Scope)(nil)
		of := func(s authority.Subject) *authority.Scope { return s.Scope(authority.See, &authority.Rules{}) }
		owner, unit := of(authority.Subject{Posts: []string{"新岗"}}), of(authority.Subject{Units: []string{"局3"}, Posts: []string{"岗3"}})
		for _, c := range []struct {
			name, query string
			scope       *authority.Scope
		}{
			{"a word of every matter, everything", "项目", everything},
			{"a word of a twentieth, everything", "拆迁", everything},
			{"a rare word, everything", "稀土", everything},
			{"two words that never meet, everything", "拆迁 签约", everything},
			{"no such word, everything", "龙舟", everything},
			{"a number, everything", "招调〔2026〕4711号", everything},
			{"a word of every matter, an owner", "项目", owner},
			{"a rare word, an owner", "稀土", owner},
			{"a word of every matter, a unit", "项目", unit},
			{"its own word, a unit", objects[3][:6], unit},
			{"another unit's word, a unit", "签约", unit},
			{"a rare word, a unit", "稀土", unit},
		} {
			b.Run(c.name, func(b *testing.B) {
				found := 0
				before := processor(b)
				took := timed(b, func() {
					found = 0
					for _, err := range store.Search(b.Context(), "z", c.query, engine.Filter{Scope: c.scope, Limit: 50}) {
						if err != nil {
							b.Fatal(err)
						}
						found++
					}
				})
				if strings.HasPrefix(b.Name(), "BenchmarkSearch/SQLite") { // PostgreSQL works in a process of its own
					b.ReportMetric((processor(b)-before).Seconds()*1000/float64(len(took)), "cpu-ms")
				}
				n := 0
				one := make([]time.Duration, 200)
				for i := range one {
					n = (n + 7919) % matters
					began := time.Now()
					if _, err := store.Matter(b.Context(), "z", matterRow(n).ID); err != nil {
						b.Fatal(err)
					}
					one[i] = time.Since(began)
				}
				slices.Sort(one)
				b.ReportMetric(float64(found), "found")
				b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
				b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
				b.ReportMetric(float64(took[len(took)/2])/float64(one[len(one)/2]), "lookups") // what one matter costs by its id
			})
		}
	})
}

// processor is the processor time that the process has taken: what counts where the machine has other work, too.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// timed runs the benchmark and gives how long each round took, in order.
func timed(b *testing.B, round func()) (took []time.Duration) {
	b.Helper()
	for b.Loop() {
		began := time.Now()
		round()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}
