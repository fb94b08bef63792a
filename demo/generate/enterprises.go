package main

import (
	"fmt"
	"strings"

	"qinlian/internal/kernel/register"
)

// The enterprises of two zones as their statistics offices kept them in May of the year after the one they tell of. All of them
// are made up: their names say so, and their codes were never given to anybody.
func init() { //nolint:gochecknoinits // each file enters its own tables
	table("ganzhou-etdz-enterprises.xlsx", survey(2022, "91360700MADM", "赣州经济技术开发区", "东片区", "西片区", "综合保税区"))
	table("ganzhou-city-enterprises.xlsx", survey(2020, "91360700MAGC", "赣州市", "章贡区", "南康区", "赣县区"))
}

// survey is a table of a year; codes begin alike, and places are what the division is parted into.
func survey(year int, codes, division string, places ...string) sheet {
	said := fmt.Sprintf
	return sheet{
		Name:   "企业基本情况",
		Banner: []string{"规模以上及重点服务企业基本情况表（示范数据，企业均为虚构）"},
		Header: [][]any{{
			"序号", "单位名称", "社会信用代码", "行业小类", "属地", "园区片区", "企业性质", "成立日期", "注册资本（万元）", "从业人员期末人数", "研发人员", "高层次人才数",
			said("营业收入（%d年）（万元）", year), said("营业收入（%d年）（万元）", year-1), said("%d年资产总计（万元）", year), said("%d年实缴税收（万元）", year), said("%d年实缴税收（万元）", year-1), said("%d年研发费用（万元）", year), said("%d年研发费用（万元）", year-1),
			said("%d年出口额（万元）", year), said("%d年固定资产投资（万元）", year), said("%d年用电量（千瓦时）", year), said("%d年发明专利", year), said("%d年纳税信用等级", year), said("%d年行政处罚次数", year), said("%d年安全事故", year), said("%d年4月当月纳税额（万元）", year+1),
			"资质荣誉", "所属产业链", "是否规上", "是否上市", "是否失信",
		}},
		Rows: enterpriseRows(year, codes, division, places),
		Foot: []string{"说明：资质后为有效期；空格为未掌握。"},
	}
}

// table enters a table of facts under the name of its file.
func table(name string, s sheet) {
	tables[name] = func() ([]byte, error) { return encodeXLSX([]sheet{s}) }
}

// demoEnterprises is how many there are in each.
const demoEnterprises = 320

// trades: what they are called, code of GB/T 4754, chain, how many in a hundred.
var trades = []struct {
	name, code, chain string
	share             int
}{
	{"电子", "3985", "电子信息", 30},
	{"汽车零部件", "3670", "新能源汽车", 18},
	{"锂电", "3841", "新能源汽车", 10},
	{"稀土材料", "3240", "有色金属", 8},
	{"生物医药", "2710", "医药健康", 6},
	{"软件", "6513", "数字经济", 8},
	{"物流", "5431", "现代物流", 6},
	{"商贸", "5137", "", 6},
	{"建设", "4813", "", 4},
	{"检测", "7452", "", 4},
}

// dice gives numbers that are always the same: the n-th for an enterprise, below a bound.
func dice(enterprise, n, below int) int {
	x := uint64(enterprise)*0x9E3779B97F4A7C15 + uint64(n)*0xBF58476D1CE4E5B9 + 1
	x ^= x >> 31
	x *= 0x94D049BB133111EB
	x ^= x >> 29
	return int(x % uint64(below))
}

func enterpriseRows(year int, codes, division string, places []string) [][]any {
	var rows [][]any
	numbers := map[string]int{}
	for i := range demoEnterprises {
		at, trade := dice(i, 0, 100), 0
		for at >= trades[trade].share {
			at -= trades[trade].share
			trade++
		}
		t := trades[trade]
		numbers[t.name]++
		staff := []int{8, 25, 60, 180, 420, 1300}[dice(i, 1, 6)] + dice(i, 2, 40)
		revenue := staff * (20 + dice(i, 3, 130))
		before := revenue * (70 + dice(i, 4, 50)) / 100
		rnd := revenue * dice(i, 5, 8) / 100
		tax := revenue * (1 + dice(i, 6, 6)) / 100
		rows = append(rows, []any{
			i + 1, fmt.Sprintf("示例%s%03d有限公司", t.name, numbers[t.name]), register.CreditCode(fmt.Sprintf("%s%04d", codes, i+1)), t.code, division,
			places[dice(i, 7, 3)], []string{"民营", "民营", "民营", "外资", "国有", "港澳台"}[dice(i, 8, 6)],
			day(fmt.Sprintf("%d-%02d-%02d", year-14+dice(i, 9, 14), 1+dice(i, 10, 12), 1+dice(i, 11, 28))), 100 * (1 + dice(i, 12, 60)), staff, staff * dice(i, 13, 30) / 100, dice(i, 14, 5),
			revenue, before, revenue * (60 + dice(i, 15, 120)) / 100, tax, tax * (70 + dice(i, 16, 50)) / 100, rnd, rnd * (60 + dice(i, 17, 60)) / 100,
			blankZero(revenue * max(0, dice(i, 18, 60)-30) / 100), blankZero(revenue * max(0, dice(i, 19, 30)-12) / 100), revenue * (300 + dice(i, 20, 900)), dice(i, 21, 9) * dice(i, 22, 2),
			[]string{"A", "A", "B", "B", "M", "C"}[dice(i, 23, 6)], max(0, dice(i, 24, 12)-9), max(0, dice(i, 25, 40)-38), tax / 12,
			held(i, rnd, year), anyText(t.chain), yes(revenue >= 2000), yes(dice(i, 26, 80) == 0), yes(dice(i, 27, 90) == 0),
		})
	}
	return rows
}

func blankZero(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func anyText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}

// held are an enterprise's qualifications with their days.
func held(i, rnd, year int) any {
	var out []string
	if rnd > 0 && dice(i, 30, 3) == 0 {
		from := year - 2 + dice(i, 31, 3)
		out = append(out, fmt.Sprintf("高新技术企业（%d-11-04至%d-11-03）", from, from+3))
	}
	if rnd > 0 && dice(i, 32, 4) == 0 {
		out = append(out, fmt.Sprintf("科技型中小企业（%d-06-01至%d-12-31）", year, year+1))
	}
	if dice(i, 33, 9) == 0 {
		out = append(out, fmt.Sprintf("专精特新中小企业（%d-08-01至%d-07-31）", year-1, year+2))
	}
	if dice(i, 34, 60) == 0 {
		out = append(out, fmt.Sprintf("专精特新小巨人（%d-08-01至%d-07-31）", year, year+3))
	}
	return anyText(strings.Join(out, "、"))
}
