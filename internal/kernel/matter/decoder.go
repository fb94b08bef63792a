package matter

// Decoder reads contents again and again, as a replay of a whole ledger does. What mechanism and time make
// of thousands of matters is often the same to the byte (the same week's review falls due for all of one
// owner's): it keeps such contents and gives them out again, so callers must not change them. It belongs
// to one goroutine.
type Decoder struct {
	kept map[string]map[string]Content // by type and data
	n    int
}

// keptContents bounds what a Decoder keeps; a few hundred bytes each.
const keptContents = 1 << 15

// Decode is DecodeContent.
func (d *Decoder) Decode(kind string, data []byte) (Content, error) {
	if !recurs[kind] {
		if empty := fresh[kind]; empty != nil {
			c := empty()
			if f, ok := c.(flat); ok && readFlat(data, f) {
				return c, nil
			}
		}
		return DecodeContent(kind, data)
	}
	if c, ok := d.kept[kind][string(data)]; ok {
		return c, nil
	}
	c, err := DecodeContent(kind, data)
	if err != nil {
		return nil, err
	}
	if d.kept == nil || d.n >= keptContents {
		d.kept, d.n = map[string]map[string]Content{}, 0
	}
	if d.kept[kind] == nil {
		d.kept[kind] = map[string]Content{}
	}
	d.kept[kind][string(data)] = c
	d.n++
	return c, nil
}

// recurs lists the derived types, whose contents name neither a matter nor anything peculiar to it.
var recurs = map[string]bool{
	"clock-set": true, "light-changed": true, "duty-opened": true, "duty-missed": true, "duty-lapsed": true,
	"rung-fired": true, "letter-late": true, "letter-superseded": true,
}
