package engine

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
)

// letterNumber is the number that a letter gets as it is issued. Numbers follow the days of issue: none goes out on an
// earlier day than the one before it in its register.
func (b *Batch) letterNumber(s *matter.State, c *matter.Command) (string, error) {
	for i := range s.Letters {
		l := &s.Letters[i]
		t := b.world.Timeline.Letter(s.Kind, l.Template, c.At) // which gives the words, too
		if l.ID != c.Letter || t == nil {
			continue
		}
		register := "letter/" + l.Template
		number, seq, err := b.next(register, t.Number, c.At)
		if err != nil || seq == 1 {
			return number, err
		}
		before, on, err := b.issuedBefore(register, seq, c.At)
		if today := b.world.today(c.At); err == nil && today < on {
			return "", errs.Newf(errs.Refused, "letter.date_back", "上一号 %[1]s 签发于 %[2]s，下一号不能签发于更早的 %[3]s；文号须按日期先后",
				"%[1]s was issued on %[2]s; the number after it cannot be of the earlier %[3]s: numbers follow the days of issue", before, on, today).At("at")
		}
		return number, err
	}
	return "", nil
}

// issuedBefore is the letter that has the number before seq in a register and year, and the day on which it was issued;
// zero where no letter has it as the register writes it.
func (b *Batch) issuedBefore(register string, seq int, at time.Time) (string, clock.Date, error) {
	d := b.world.today(at)
	var numbers []string
	for _, pattern := range b.world.patterns(register, at) {
		day := d
		for month := range 12 {
			if strings.Contains(pattern, "{month}") {
				day = clock.NewDate(d.Year(), time.Month(month+1), 1)
			}
			if n := numbered(pattern, register, day, seq-1, b.zone); !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	for _, t := range b.turns { // of this transaction
		for i := range t.state.Letters {
			if l := &t.state.Letters[i]; register == "letter/"+l.Template && l.Number != "" && slices.Contains(numbers, l.Number) {
				return l.Number, b.world.today(l.IssuedAt), nil
			}
		}
	}
	for _, number := range numbers {
		for row, err := range b.engine.store.Letters(b.ctx, b.zone, Filter{Number: number}) {
			if err != nil {
				return "", 0, err
			}
			if row.IssuedAt > 0 && register == "letter/"+row.Template {
				return number, b.world.today(time.UnixMicro(row.IssuedAt)), nil
			}
		}
	}
	return "", 0, nil
}
