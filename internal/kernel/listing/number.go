package listing

import (
	"context"
	"iter"
	"slices"
	"strings"
	"unicode"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// spoken is a number as people say it: its words, and its figures in order. Brackets, signs and width do not
// matter, nor do 第, 号, 年 and 月.
type spoken struct {
	words   string
	figures []string
}

func speak(number string) spoken {
	var s spoken
	var words strings.Builder
	within := false
	for _, r := range number {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		switch {
		case r >= '0' && r <= '9':
			if !within {
				s.figures = append(s.figures, "")
			}
			within = true
			s.figures[len(s.figures)-1] += string(r)
			continue
		case unicode.IsLetter(r) && !strings.ContainsRune("第号年月", r):
			words.WriteRune(unicode.ToLower(r))
		}
		within = false
	}
	for i, f := range s.figures {
		s.figures[i] = strings.TrimLeft(f, "0")
	}
	s.words = words.String()
	return s
}

// means tells whether s, with words or year left out, may stand for the whole number.
func (s spoken) means(whole spoken) bool {
	left := len(whole.figures) - len(s.figures)
	return len(s.figures) > 0 && left >= 0 && (s.words == "" || s.words == whole.words) && slices.Equal(s.figures, whole.figures[left:])
}

// Meant picks the number that people mean by ref, which may leave out words and year (招调2023-36, 36) and write
// brackets and figures in any way. "" where none fits; where several do, the refusal lists them.
func Meant(ref string, numbers iter.Seq2[string, error]) (string, error) {
	short := speak(ref)
	var found []string
	for number, err := range numbers {
		if err != nil {
			return "", err
		}
		if number == ref {
			return number, nil
		}
		if short.means(speak(number)) && !slices.Contains(found, number) {
			found = append(found, number)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	slices.SortFunc(found, text.CompareNumbers)
	const most = 12
	n, more := len(found), ""
	if n > most {
		found, more = found[:most], " …"
	}
	return "", errs.Newf(errs.Invalid, "number.ambiguous", "“%[1]s”可指 %[2]d 个编号：%[3]s；请写全", "%[1]q may be any of %[2]d numbers: %[4]s; write it out",
		ref, n, strings.Join(found, "、")+more, strings.Join(found, ", ")+more)
}

// Find gives the matter that people mean by a number or an id; see Meant. A short number means what somebody registered
// before what stands by itself, whatever kinds stand.
func Find(ctx context.Context, e *engine.Engine, zone, ref string) (engine.MatterRow, error) {
	row, err := e.Store().Matter(ctx, zone, ref)
	if errs.KindOf(err) != errs.NotFound || ref == "" {
		return row, err
	}
	for _, standing := range []bool{false, true} {
		number, ambiguous := Meant(ref, func(yield func(string, error) bool) {
			for row, err := range e.Store().List(ctx, zone, engine.Filter{}) {
				if (err != nil || matter.IsStanding(row.ID) == standing) && !yield(row.Number, err) {
					return
				}
			}
		})
		switch {
		case ambiguous != nil:
			return row, ambiguous
		case number != "":
			return e.Store().Matter(ctx, zone, number)
		}
	}
	return row, err
}
