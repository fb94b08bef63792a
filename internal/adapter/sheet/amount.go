package sheet

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"qinlian/internal/base/money"
)

// amountReading is a sum or a count, or why there is neither.
type amountReading struct {
	amount *money.Amount
	count  *Count
	doubt  Doubt
}

var moneyUnits = map[string]money.Fen{
	"万亿元": 10_000 * money.Yi, "万亿": 10_000 * money.Yi, "亿元": money.Yi, "亿": money.Yi,
	"千万元": 1000 * money.Wan, "千万": 1000 * money.Wan, "百万元": 100 * money.Wan, "百万": 100 * money.Wan,
	"万元": money.Wan, "万": money.Wan, "千元": 1000 * money.Yuan, "元": money.Yuan, "块": money.Yuan, "圆": money.Yuan,
}

var (
	reAmount = regexp.MustCompile(`^(?:总投资|计划投资|投资|共计|合计|总计|共|人民币|¥|¥|RMB)*(近|不足|不到|不超过|至多|最多|约|大约|大概|预计|估算|超过?|逾|突破|至少|不低于|不少于|高于)?(?:人民币|¥|¥)?` +
		`(-?[\d,]+(?:\.\d+)?)(余|多)?(\p{Han}{0,4}?)(余|多)?(人民币)?(以上|以下|以内|左右|上下)?$`)
	reCompound  = regexp.MustCompile(`^(\d+)亿(\d+)([百千]?万)元?$`)
	reRemark    = regexp.MustCompile(`^([^()]*\d[^()]*)\(([^()]+)\)$`)
	reLost      = regexp.MustCompile(`(?:^|[^\d])\.\d|\d\.(?:$|[^\d])`)
	reGrouped   = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	reUndecided = regexp.MustCompile(`^(?:金额|数额)?(?:待定|未定|(?:待|未|尚未|暂未)(?:确定|核定|商定|明确))$`)
	reForeign   = regexp.MustCompile(`美元|欧元|港元|港币|日元|英镑|USD|EUR|\$`)
)

// sumsAreIn are what figures and units are written with: a remark that holds them may change the sum.
const sumsAreIn = "0123456789一二三四五六七八九十百千万亿元%"

// Sum reads a sum of a column that is not the sheet's amount; unit and fallback are as for amount. It is nil where there
// is none, and then the doubt says why unless it is a number of things.
func Sum(raw, unit string, fallback money.Fen) (*money.Amount, Doubt) {
	r := amount(raw, unit, fallback)
	return r.amount, r.doubt
}

// amount reads a sum or a count. unit is what the header says, fallback what the caller says for sums
// whose unit nobody tells.
func amount(raw, unit string, fallback money.Fen) amountReading {
	bad := func(code, zh, en string, args ...any) amountReading { //nolint:unparam // so that en is checked as a format
		return amountReading{doubt: doubt(Error, code, zh, en, args...)}
	}
	if len(raw) > 400 {
		return bad("amount.unreadable", "读不出金额，请只写一个数和单位", "no amount can be read: write one number and its unit")
	}
	s := fold(raw)
	if reUndecided.MatchString(s) {
		return amountReading{doubt: doubt(Assumed, "amount.undecided", "金额还没有确定，按没有写读；确定后请补上", "the sum is not settled: read as none; add it once it is")}
	}
	if reLost.MatchString(s) {
		return bad("amount.digits_lost", "数字缺位（原文缺失），请核对原件后补齐", "digits are missing in the original: look them up and complete the figure")
	}
	if reForeign.MatchString(s) {
		return bad("amount.foreign", "不是人民币金额，请折算后填写", "not an amount in yuan: convert it")
	}
	if m := reRemark.FindStringSubmatch(s); m != nil {
		if _, isUnit := moneyUnits[m[2]]; isUnit { // 5000（万元）
			return amount(m[1]+m[2], unit, fallback)
		}
		if !strings.ContainsAny(m[2], sumsAreIn) { // what the remark says of the figure is a person's to judge
			r := amount(m[1], unit, fallback)
			if r.amount != nil && r.doubt.Level == "" {
				r.doubt = assumedAs(doubt(Assumed, "amount.remark", "括号里的说明“%s”不计入金额", "the remark %q in brackets is no part of the sum", shorten(m[2])), r.amount.Fen.String()+"元")
			}
			return r
		}
	}
	if m := reCompound.FindStringSubmatch(s); m != nil {
		yi, err1 := money.ParseIn(m[1], money.Yi)
		wan, err2 := money.ParseIn(m[2], moneyUnits[m[3]])
		if err1 == nil && err2 == nil && yi <= yi+wan {
			return amountReading{amount: &money.Amount{Fen: yi + wan}}
		}
	}
	m := reAmount.FindStringSubmatch(s)
	if m == nil {
		return bad("amount.unreadable", "读不出金额，请只写一个数和单位", "no amount can be read: write one number and its unit")
	}
	digits := m[2]
	if strings.Contains(digits, ",") {
		if !reGrouped.MatchString(digits) {
			return bad("amount.grouping", "千分位逗号的位置不对，请核对", "the thousands separators are misplaced: check the figure")
		}
		digits = strings.ReplaceAll(digits, ",", "")
	}
	bound := boundOf(m[1], m[3]+m[5], m[7])
	own := m[4]
	scale, isMoney := moneyUnits[own]
	switch {
	case isMoney:
	case own != "":
		return countOf(digits, own, bound)
	case unit != "":
		if scale, isMoney = moneyUnits[unit]; !isMoney {
			return countOf(digits, unit, bound)
		}
	case strings.Contains(s, "¥"), strings.Trim(digits, "-0.") == "": // the sign is that of yuan, and nothing is nothing in every unit
		scale = money.Yuan
	case fallback > 0:
		scale = fallback
	default:
		return bad("amount.no_unit", "没有单位（元、万元还是亿元），请写在单元格或表头里", "no unit (yuan, 万元 or 亿元): write it in the cell or the header")
	}
	fen, err := money.ParseIn(digits, scale)
	if err == nil {
		return amountReading{amount: &money.Amount{Fen: fen, Bound: bound}}
	}
	rounded, ok := roundToFen(digits, scale)
	if !ok {
		return bad("amount.range", "金额超出范围，请核对", "the amount is out of range: check it")
	}
	r := amountReading{amount: &money.Amount{Fen: rounded, Bound: bound}, doubt: doubt(Assumed, "amount.rounded", "精度超过分，已四舍五入到分", "finer than one fen, rounded half up")}
	r.doubt.Assumed = rounded.String() + "元"
	return r
}

func boundOf(before, middle, after string) money.Bound {
	switch before {
	case "近", "不足", "不到", "不超过", "至多", "最多":
		return money.AtMost
	case "约", "大约", "大概", "预计", "估算":
		return money.About
	case "":
	default:
		return money.AtLeast
	}
	switch after {
	case "以上":
		return money.AtLeast
	case "以下", "以内":
		return money.AtMost
	case "左右", "上下":
		return money.About
	}
	if middle != "" {
		return money.AtLeast
	}
	return money.Exact
}

func countOf(digits, unit string, bound money.Bound) amountReading {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return amountReading{doubt: doubt(Error, "amount.unit", "不认识的金额单位“%s”，请用元、万元或亿元", "unknown unit %q: use 元, 万元 or 亿元", shorten(unit))}
	}
	return amountReading{count: &Count{N: n, Unit: unit, Bound: bound}}
}

func roundToFen(digits string, scale money.Fen) (money.Fen, bool) {
	r, ok := new(big.Rat).SetString(digits)
	if !ok {
		return 0, false
	}
	r.Mul(r, new(big.Rat).SetInt64(int64(scale)))
	n, err := strconv.ParseInt(r.FloatString(0), 10, 64)
	return money.Fen(n), err == nil
}
