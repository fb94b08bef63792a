package mechanism

import (
	"cmp"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/session"
)

// UnnamedNumber is how numbers are written behind the name of what does not say how it numbers.
const UnnamedNumber = "〔{year}〕{seq}号"

// SessionNumber is the pattern of a template's numbers; one that says nothing of them is called by its title. "" where it has
// neither.
func SessionNumber(t *session.Template) string {
	if t.Number == "" && t.Title.Zh != "" {
		return t.Title.Zh + UnnamedNumber
	}
	return t.Number
}

// numbering is how a document numbers.
type numbering struct {
	pattern string // "" for one that numbers nothing
	said    bool   // by the document itself
	is      string // the sort of what it numbers, which with the document's name makes a register
	at      Position
}

func (doc *document) numbering() numbering {
	switch body := doc.body.(type) {
	case *Kind:
		return numbering{cmp.Or(body.Number, doc.Name+UnnamedNumber), body.Number != "", typeKind, doc.at("number")}
	case *letterFile:
		return numbering{body.Number, true, typeLetter, doc.at("number")}
	case *session.Template:
		if body.Number == "" {
			return numbering{SessionNumber(body), false, typeSession, doc.at("title")}
		}
		return numbering{body.Number, true, typeSession, doc.at("number")}
	}
	return numbering{}
}

// sharedNumbers finds documents that number alike. Each counts its own numbers from 1, so two of them would
// give the same number to two things.
func (c *checker) sharedNumbers() {
	first := map[string]*document{}
	for _, doc := range c.bundle.documents {
		n := doc.numbering()
		if n.pattern == "" || doc.flawed && !n.said { // what it says may be what could not be read
			continue
		}
		other := first[n.pattern]
		if other == nil {
			first[n.pattern] = doc
			continue
		}
		at := place(other.numbering().at)
		if !n.said {
			c.faultAt(n.at, "same_number", "没有写 number，就按“%[1]s”编号，与 %[2]s 的“%[3]s”相同，会出现两个同样的编号；请写一个不同的 number", "without a number pattern it numbers by %[1]q as %[3]q at %[2]s does, so two things would have one number; give it a number of other words",
				n.pattern, at, other.Name)
			continue
		}
		c.faultAt(n.at, "same_number", "编号格式“%[1]s”与 %[2]s 的“%[3]s”相同，会出现两个同样的编号；请改其中一个的字样", "the number pattern %[1]q is that of %[3]q at %[2]s too, so two things would have one number; change the words of one",
			n.pattern, at, other.Name)
	}
}

// NumbersLike refuses a bundle in which something numbers as something else did in an earlier one, and would give its numbers
// once more.
func (b *Bundle) NumbersLike(earlier *Bundle) error {
	type register struct{ is, name string }
	was := map[string][]register{} // several in an older version that check would refuse today
	for _, doc := range earlier.documents {
		n := doc.numbering()
		was[n.pattern] = append(was[n.pattern], register{n.is, doc.Name})
	}
	var faults errs.List
	for _, doc := range b.documents {
		n := doc.numbering()
		before := was[n.pattern]
		if n.pattern == "" || len(before) == 0 || slices.Contains(before, register{n.is, doc.Name}) {
			continue
		}
		if !n.said {
			faults = append(faults, faultAt(n.at, "same_number", "没有写 number，就按“%[1]s”编号，而这原由“%[2]s”使用，两者的编号会相同；请写一个不同的 number，或沿用 %[2]s 这个名字", "without a number pattern it numbers by %[1]q as %[2]q did before, so two things would have one number; give it a number of other words, or keep the name %[2]s", n.pattern, before[0].name))
			continue
		}
		faults = append(faults, faultAt(n.at, "same_number", "编号格式“%[1]s”原由“%[2]s”使用，两者的编号会相同；请换一种字样，或沿用 %[2]s 这个名字", "%[2]q numbered by %[1]q before, so two things would have one number; choose other words, or keep the name %[2]s", n.pattern, before[0].name))
	}
	return faults.Err()
}
