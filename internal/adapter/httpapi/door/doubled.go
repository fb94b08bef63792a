package door

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
)

// A member that stands twice in an object would be read as its last, and nobody would know what became of the first. So
// such a document is refused before anything else of it is looked at. The scan goes by bytes: a decoder's tokens would
// cost more than all the rest of the door.

// most that the scan follows: json reads nothing that is deeper, and nobody reads more faults.
const (
	deepest     = 10_000
	mostDoubled = 20
)

// level is an object or a list that the scan is in.
type level struct {
	names map[string]struct{} // of an object's members so far; nil for a list
	name  string              // of the member at hand
	at    int                 // of the list's item at hand
}

// doubled tells of each member that stands twice in its object. Of what is no JSON it says nothing: the decoder will.
func doubled(body []byte) (found errs.List) {
	var in []level
	naming := false // a string here is the name of a member
	for i := 0; i < len(body) && len(in) <= deepest && len(found) < mostDoubled; i++ {
		switch body[i] {
		case '{':
			in, naming = append(in, level{names: map[string]struct{}{}}), true
		case '[':
			in, naming = append(in, level{}), false
		case '}', ']':
			if len(in) == 0 {
				return found
			}
			in, naming = in[:len(in)-1], false
		case ':':
			naming = false
		case ',':
			if len(in) == 0 {
				return found
			}
			now := &in[len(in)-1]
			now.at++
			naming = now.names != nil
		case '"':
			end := closing(body, i)
			if end < 0 {
				return found
			}
			if now := len(in) - 1; naming {
				in[now].name = unquoted(body[i : end+1])
				if _, before := in[now].names[in[now].name]; before {
					found = append(found, errs.Newf(errs.Invalid, "http.twice", "“%[1]s”在同一处写了两次，只能写一次", "%[1]q stands twice in one place: write it once", in[now].name).At(place(in)))
				}
				in[now].names[in[now].name] = struct{}{}
			}
			i = end
		}
	}
	return found
}

// closing is where the string ends that begins at a byte; -1 for nowhere.
func closing(body []byte, begin int) int {
	for i := begin + 1; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

// unquoted is what a quoted name says.
func unquoted(quoted []byte) (name string) {
	if bytes.IndexByte(quoted, '\\') < 0 || json.Unmarshal(quoted, &name) != nil {
		return string(quoted[1 : len(quoted)-1])
	}
	return name
}

// place is the member at hand as a fault names it: body.deeds[1].due.
func place(in []level) string {
	var where strings.Builder
	where.WriteString("body")
	for _, l := range in {
		if l.names != nil {
			where.WriteString("." + l.name)
		} else {
			where.WriteString("[" + strconv.Itoa(l.at) + "]")
		}
	}
	return where.String()
}
