package bench

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"qinlian/internal/adapter/factsheet"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
)

// enterpriseHeader is that of a statistics office's table: 30 facts of an enterprise.
var enterpriseHeader = []string{
	"统一社会信用代码", "企业名称", "行业代码", "属地", "园区片区", "经济类型", "成立日期", "入园日期", "注册资本", "从业人员", "研发人员", "高层次人才", "规模以上", "上市", "失信被执行人", "资质",
	"2022年营业收入", "2021年营业收入", "2022年资产总额", "2022年利润总额", "2022年纳税额", "2021年纳税额", "2022年研发费用", "2021年研发费用", "2022年出口额", "2022年固定资产投资", "2022年用电量",
	"2022年新增授权发明专利", "2022年纳税信用等级", "2022年行政处罚次数", "2022年生产安全事故起数",
}

// read22 are the facts that the measured clauses read, as many as in docs/performance.md.
var read22 = []string{
	"industry", "division", "founded", "staff", "rnd_staff", "talents", "above_scale", "listed", "dishonest", "qualifications", "size", "revenue", "revenue_before", "assets", "tax",
	"tax_before", "rnd_spend", "rnd_spend_before", "exports", "investment", "tax_grade", "penalties",
}

// enterprises measures the register of enterprises: a table in, columns out, one enterprise that changes.
func (r *run) enterprises() (err error) {
	n := r.Enterprises
	s, err := r.open("enterprises")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.now = at("2023-03-01", 9)
	book := filepath.Join(r.Dir, "enterprises.csv")
	if err := writeEnterprises(book, n); err != nil {
		return err
	}
	r.sayf("enterprises: a table of %d rows, %d columns", n, len(enterpriseHeader))
	o := factsheet.Options{Zone: zone, Register: "enterprise", Act: engine.Act{Actor: office, At: s.now}, From: clock.MustDate("2023-01-01"), Source: "2022年企业年报"}
	var out factsheet.Result
	if there, err := s.registered(r); err != nil {
		return err
	} else if there != n { // else they are kept from an earlier run
		importing, err := r.timed(func() (err error) {
			out, err = factsheet.Import(r.ctx, s.Engine, book, o)
			return err
		})
		if err != nil {
			return err
		}
		if out.New != n && !s.kept || out.Doubtful != 0 {
			return fmt.Errorf("of %d enterprises %d are new and %d places doubtful", n, out.New, out.Doubtful)
		}
		if err := r.figure("enterprises.import", perSecond(n, importing), "rows/s of "+strconv.Itoa(len(enterpriseHeader))+" columns"); err != nil {
			return err
		}
	}
	paths := make([]string, len(read22))
	for i, name := range read22 {
		paths[i] = "enterprise." + name
	}
	day := clock.MustDate("2023-03-01")
	for _, c := range []struct {
		name  string
		paths []string
	}{{"columns22", paths}, {"columns_all", nil}} {
		if err := r.columns(s, c.name, n, day, c.paths); err != nil {
			return err
		}
	}
	return errors.Join(r.follow(s, n, day, paths), r.clauses(s, n, day, paths))
}

// columns measures reading the whole register into columns, and what they hold.
func (r *run) columns(s *seeded, name string, n int, day clock.Date, paths []string) error {
	var c *facts.Columns
	before := heap()
	took, err := r.timed(func() (err error) {
		c, err = s.Engine.Columns(r.ctx, zone, "enterprise", day, time.Time{}, nil, paths...)
		return err
	})
	if err != nil {
		return err
	}
	if len(c.Keys) != n {
		return fmt.Errorf("%d enterprises in columns, want %d", len(c.Keys), n)
	}
	held := max(0, heap()-before) // of few rows the heap shows less than what others let go meanwhile
	runtime.KeepAlive(c)
	return errors.Join(r.figure("enterprises."+name, took.Seconds(), "s"), r.figure("enterprises."+name+"_rows", perSecond(n, took), "rows/s"), r.figure("enterprises."+name+"_memory", float64(held)/(1<<20), "MiB"))
}

// follow measures what a changed enterprise costs until its row is right again.
func (r *run) follow(s *seeded, n int, day clock.Date, paths []string) error {
	c, err := s.Engine.Columns(r.ctx, zone, "enterprise", day, time.Time{}, nil, paths...)
	if err != nil {
		return err
	}
	key := enterpriseCode(n / 2)
	if _, err := s.Engine.State(r.ctx, zone, "enterprise", engine.Act{Actor: office, At: s.now.Add(time.Hour)}, false, []facts.Command{{
		Key: key, From: day, Source: "企业申报", Facts: []facts.Fact{{Field: "staff", Value: rule.IntValue(987_654)}},
	}}); err != nil {
		return err
	}
	took, err := r.best(9, func() error {
		row, err := s.Engine.Follow(r.ctx, zone, c, "enterprise", key)
		if v, _ := c.Value(max(row, 0), "enterprise.staff"); err == nil && v.Number() != 987_654 {
			return fmt.Errorf("the columns do not follow: %v", v.Any())
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.figure("enterprises.follow", float64(took.Microseconds()), "µs")
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func enterpriseCode(n int) string { return register.CreditCode(fmt.Sprintf("91360700M%07d", n)) }

func writeEnterprises(name string, n int) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return sheet.Write(f, sheet.CSV, sheet.Table{Header: enterpriseHeader, Rows: enterpriseRows(n)})
}

func enterpriseRows(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		row := make([]string, 0, len(enterpriseHeader))
		for i := range n {
			x := uint64(i)*0x9E3779B97F4A7C15 + 0xBF58476D1CE4E5B9
			dice := func(below int) int {
				x ^= x >> 27
				x *= 0x94D049BB133111EB
				x ^= x >> 31
				return int(x % uint64(below))
			}
			number := func(below int) string { return strconv.Itoa(dice(below)) }
			pick := func(of ...string) string { return of[dice(len(of))] }
			yes := func(in int) string { return map[bool]string{true: "是", false: "否"}[dice(in) == 0] }
			row = append(row[:0], enterpriseCode(i), "示例企业"+strconv.Itoa(i)+"有限公司", pick("3985", "3670", "3841", "6513", "5431", "5137", "7452"), pick("章贡区", "南康区", "赣县区"),
				"片区"+number(40), pick("民营", "国有", "外资"), fmt.Sprintf("%d-0%d-1%d", 2005+dice(17), 1+dice(9), dice(10)), fmt.Sprintf("%d-0%d-1%d", 2010+dice(12), 1+dice(9), dice(10)),
				number(9000), number(2000), number(200), number(9), yes(2), yes(50), yes(60), pick("", "", "高新技术企业", "高新技术企业、科技型中小企业", "专精特新中小企业"))
			for range 10 {
				row = append(row, number(90000))
			}
			row = append(row, number(9_000_000), number(20), pick("A", "B", "M"), number(3), number(2))
			if !yield(row) {
				return
			}
		}
	}
}
