package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// numbering keeps the numbers of matters whose ledger was exported from here, or from another database of the
// zone: such a row keeps its own. Those of the present year are taken from the register, which may have no gap;
// those of other years are given by hand.
type numbering struct {
	patterns map[string]*regexp.Regexp // by kind; nil where numbers cannot be told apart
	brought  map[series][]int          // numbers that rows brought along and the register has to move past
	given    map[string]int            // number that the register gave to a row of this file → the row
}

// series is a run of numbers: a kind and year.
type series struct {
	kind string
	year int
}

func newNumbering() numbering {
	return numbering{map[string]*regexp.Regexp{}, map[series][]int{}, map[string]int{}}
}

// own tells whether a number is one that the kind itself would give, and which.
func (n *numbering) own(k *mechanism.Kind, zone, number string) (run series, seq int, ok bool) {
	re, known := n.patterns[k.Name]
	if !known {
		re = numberForm(k.Number, zone)
		n.patterns[k.Name] = re
	}
	if re == nil {
		return series{}, 0, false
	}
	m := re.FindStringSubmatch(number)
	if m == nil {
		return series{}, 0, false
	}
	year, _ := strconv.Atoi(m[re.SubexpIndex("year")])
	seq, _ = strconv.Atoi(m[re.SubexpIndex("seq")])
	return series{k.Name, year}, seq, seq > 0
}

func numberForm(pattern, zone string) *regexp.Regexp {
	form := regexp.QuoteMeta(pattern)
	for placeholder, digits := range map[string]string{"year": `(?P<year>\d{4})`, "seq": `(?P<seq>\d{1,9})`, "month": `\d{1,2}`, "zone": regexp.QuoteMeta(zone)} {
		form = strings.Replace(form, `\{`+placeholder+`\}`, digits, 1)
	}
	re, err := regexp.Compile("^" + form + "$")
	if err != nil || re.SubexpIndex("year") < 0 || re.SubexpIndex("seq") < 0 {
		return nil
	}
	return re
}

// number is the one that a new matter gets: the row's own; one past those that rows brought along; "" lets the
// register give the next.
func (im *importer) number(k *mechanism.Kind, written string) (string, error) {
	if im.brought(k, written) {
		return written, nil
	}
	day := im.day()
	run := series{k.Name, day.Year()}
	brought := im.numbers.brought[run]
	if len(brought) == 0 {
		return "", nil
	}
	next, err := im.engine.Store().TakeNumbers(im.ctx, im.o.Zone, run.kind, run.year, 0)
	if err != nil {
		return "", err
	}
	seq := max(slices.Max(brought)+1, next)
	im.numbers.brought[run] = append(brought, seq)
	return letter.FormatNumber(k.Number, run.year, seq, int(day.Month()), im.o.Zone), nil
}

// day is the one on which new numbers are given.
func (im *importer) day() clock.Date { return clock.DateOf(im.o.At.In(calendar.Location())) }

// brought tells whether a row brings a number along that its kind itself would give, and keeps it from being given to another.
func (im *importer) brought(k *mechanism.Kind, written string) bool {
	run, seq, ok := im.numbers.own(k, im.o.Zone, written)
	if ok && run.year == im.day().Year() {
		im.numbers.brought[run] = append(im.numbers.brought[run], seq)
	}
	return ok
}

// keepNumbers moves the registers past the numbers that rows brought along. A gap would be a number that nobody
// can account for, and stands in the way of the import.
func (im *importer) keepNumbers() error {
	for run, brought := range im.numbers.brought {
		next, err := im.engine.Store().TakeNumbers(im.ctx, im.o.Zone, run.kind, run.year, 0)
		if err != nil {
			return err
		}
		slices.Sort(brought)
		taken := 0
		for _, seq := range slices.Compact(brought) {
			switch {
			case seq < next+taken:
			case seq == next+taken:
				taken++
			default:
				missing := letter.FormatNumber(im.bundle.Kinds[run.kind].Number, run.year, next+taken, int(im.day().Month()), im.o.Zone)
				t := errs.Newf(errs.Refused, "import.number_gap", "表中的编号跳过了“%[1]s”，编号簿不许缺号；请整本导入，或清空编号列，按顺序另给", "the numbers of the ledger leave out %[1]q, and a register has no gap: import the whole ledger, or empty the column of numbers so that new ones are given", missing).Text
				im.doubt(sheet.Doubt{Level: sheet.Error, Code: "import.number_gap", Cell: im.out.File, Field: sheet.FieldNumber, Read: missing, Text: t})
				return nil
			}
		}
		if taken == 0 {
			continue
		}
		if _, err := im.engine.Store().TakeNumbers(im.ctx, im.o.Zone, run.kind, run.year, taken); err != nil {
			return err
		}
	}
	return nil
}
