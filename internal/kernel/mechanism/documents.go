package mechanism

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/session"
)

// Document is one document of a bundle as a catalogue names it.
type Document struct {
	Header

	Text string // as the file writes it
}

// Documents lists what is in force, in order of file and place.
func (b *Bundle) Documents() []Document {
	out := make([]Document, 0, len(b.documents))
	for _, doc := range b.documents {
		out = append(out, Document{doc.Header, ""})
	}
	slices.SortStableFunc(out, func(x, y Document) int {
		return cmp.Or(strings.Compare(x.At.File, y.At.File), cmp.Compare(x.At.Line, y.At.Line))
	})
	return out
}

// Document finds one by type and name, with its text; false where there is none.
func (b *Bundle) Document(typ, name string) (Document, bool) {
	for _, doc := range b.documents {
		if doc.Type == typ && doc.Name == name {
			return Document{doc.Header, doc.written()}, true
		}
	}
	return Document{}, false
}

// written is the document's part of its file.
func (doc *document) written() string {
	from := min(max(0, doc.Header.At.Line-1), len(doc.lines))
	to := len(doc.lines)
	for i := from; i < len(doc.lines); i++ {
		if strings.HasPrefix(doc.lines[i], "---") {
			to = i
			break
		}
	}
	return strings.Join(doc.lines[from:to], "\n")
}

// TypeTitle names a type of document: 事项种类.
func TypeTitle(typ string) text.Text {
	t := documentTerms[typ]
	return text.Text{Zh: t.zh, En: t.en}
}

// UsedBy lists the documents that take over a shared ladder or gate, send a letter or put it into a bulletin.
func (b *Bundle) UsedBy(typ, name string) []Header {
	var out []Header
	for _, doc := range b.documents {
		uses := false
		switch body := doc.body.(type) {
		case *Kind:
			uses = body.uses(typ, name)
		case *Ladder:
			uses = typ == typeLetter && sends(body.Rungs, name)
		}
		if uses {
			out = append(out, doc.Header)
		}
	}
	return out
}

func (k *Kind) uses(typ, name string) bool {
	switch typ {
	case typeLadder:
		return k.UseLadder == name
	case typeGate:
		return slices.ContainsFunc(slices.Collect(maps.Values(k.Gates)), func(g Gates) bool { return slices.Contains(g.Use, name) })
	case typeLetter:
		return k.UseLadder == "" && sends(k.Ladder, name) || k.Cadence.MetBy.Letter == name
	}
	return false
}

func sends(rungs []Rung, letter string) bool {
	return slices.ContainsFunc(rungs, func(r Rung) bool { return r.Send == letter || r.Bulletin == letter })
}

// FillWords says what a block of an agenda is filled with by itself; zero where it is not.
func FillWords(b *session.Block) text.Text {
	words := fills[b.Fill]
	if len(b.Duties) == 0 {
		return words
	}
	var zh, en []string
	for _, duty := range b.Duties {
		zh, en = append(zh, DutyTitles[duty].Zh), append(en, DutyTitles[duty].En)
	}
	return text.Text{Zh: words.Zh + "（" + strings.Join(zh, "、") + "）", En: words.En + " (" + strings.Join(en, ", ") + ")"}
}

var fills = map[string]text.Text{
	"red":              {Zh: "红灯事项", En: "matters that show red"},
	"amber":            {Zh: "黄灯事项", En: "matters that show amber"},
	"due-duties":       {Zh: "有应办职责的事项", En: "matters of which a duty is open"},
	"missed-duties":    {Zh: "有漏办职责的事项", En: "matters of which a duty was missed"},
	"last-resolutions": {Zh: "上次会议的决议", En: "resolutions of the last session"},
}
