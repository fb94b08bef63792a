package ledger

import "strconv"

// HeaderOf tells how many bytes of a body are its header, if that is to the byte what AppendHeader writes
// of e; false where anything differs. It is AppendHeader and a comparison, without writing.
func HeaderOf(body []byte, e *Event) (int, bool) {
	h := header{body: body, same: true}
	h.text(`{"zone":`, e.Zone)
	h.text(`,"stream":`, e.Stream)
	h.is(`,"seq":`)
	var room [40]byte
	h.bytes(strconv.AppendInt(room[:0], e.Seq, 10))
	h.text(`,"type":`, e.Type)
	h.is(`,"at":"`)
	at := AppendTime(room[:0], e.At)
	h.bytes(at)
	h.is(`","recorded":"`)
	if e.Recorded != e.At {
		at = AppendTime(room[:0], e.Recorded)
	}
	h.bytes(at)
	h.text(`","actor":`, e.Actor)
	h.text(`,"person":`, e.Person)
	h.truth(`,"deputy":`, e.Deputy)
	h.truth(`,"derived":`, e.Derived)
	h.text(`,"mechanism":`, e.Basis.Mechanism)
	h.text(`,"calendar":`, e.Basis.Calendar)
	h.is(`,"data":`)
	return h.at, h.same && h.at < len(body)
}

// header is how far a body is what it should be.
type header struct {
	body []byte
	at   int
	same bool
}

func (h *header) is(words string) {
	end := h.at + len(words)
	h.same = h.same && end <= len(h.body) && string(h.body[h.at:end]) == words
	h.at = end
}

func (h *header) bytes(b []byte) {
	end := h.at + len(b)
	h.same = h.same && end <= len(h.body) && string(h.body[h.at:end]) == string(b)
	h.at = end
}

func (h *header) text(name, value string) {
	h.is(name)
	if !Plain(value) {
		h.bytes(AppendString(nil, value))
		return
	}
	h.is(`"`)
	h.is(value)
	h.is(`"`)
}

func (h *header) truth(name string, value bool) {
	h.is(name)
	if value {
		h.is("true")
	} else {
		h.is("false")
	}
}
