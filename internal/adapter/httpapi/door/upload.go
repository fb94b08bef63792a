package door

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Form names the parts of a multipart body beside the file itself, each with what it is.
type Form map[string]string

// Upload is the body of an operation with a Form. Nobody reads it before its handler does, part by part, so that a
// file is never whole in memory. An operation with a Form keeps its answer itself (Keeps).
type Upload struct {
	r *http.Request
	w http.ResponseWriter
}

// Resolve takes hold of the request.
func (u *Upload) Resolve(ctx huma.Context) []error {
	u.r, u.w = humago.Unwrap(ctx)
	return nil
}

// How long a body may take: silence between two pieces of it, the whole, and what its handler then does with it.
const (
	idleBody    = 30 * time.Second
	wholeBody   = 15 * time.Minute
	slowKeeping = 5 * time.Minute
)

// Bounds of the parts beside the file.
const (
	mostParts = 20
	mostWords = 4 << 10 // bytes of one
)

// formRoom is what the other parts may take.
const formRoom = 64 << 10

// FilePart is the name of the part that is the file.
const FilePart = "file"

// File is the file of an upload as it comes in.
type File struct {
	io.Reader

	Name string // as the sender calls it: a word for people, never a path
	Type string // as the sender declares it; "" for none
}

// Receive reads the body, of at most so many bytes besides some for the other parts: take gets the file and must read
// it; what else was said comes back by name. Exactly one file must be there.
func (u *Upload) Receive(most int64, form Form, take func(f File) error) (said map[string]string, err error) {
	most += formRoom
	if u.r.ContentLength > most {
		return nil, tooLarge(u.r.ContentLength, most)
	}
	media, params, err := mime.ParseMediaType(u.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return nil, errs.Newf(errs.Invalid, "http.not_multipart", "请以 multipart/form-data 上传，文件放在 file 一项", "send multipart/form-data with the file in the part file")
	}
	control := http.NewResponseController(u.w)
	now := clock.System()
	body := &paced{in: http.MaxBytesReader(u.w, u.r.Body, most), control: control, end: now.Add(wholeBody)}
	defer func() {
		_ = control.SetReadDeadline(time.Time{})
		_ = control.SetWriteDeadline(clock.System().Add(slowKeeping)) // the server's own may have gone by meanwhile
	}()
	said, taken := map[string]string{}, false
	reader := multipart.NewReader(body, params["boundary"])
	for n := 0; ; n++ {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, brokenOff(err, most)
		}
		name := part.FormName()
		_, known := form[name]
		switch {
		case n >= mostParts || name != FilePart && !known:
			return nil, errs.Newf(errs.Invalid, "http.unknown_part", "表单里没有“%[1]s”这一项", "the form has no part %[1]q", name).At("body." + name)
		case name != FilePart:
			if said[name], err = words(part); err != nil {
				return nil, brokenOff(err, most)
			}
		case taken:
			return nil, errs.Newf(errs.Invalid, "http.two_files", "一次只能上传一个文件", "one file at a time").At("body.file")
		default:
			taken = true
			if err := take(File{Reader: part, Name: fileName(part), Type: part.Header.Get("Content-Type")}); err != nil {
				return nil, brokenOff(err, most)
			}
		}
	}
	if !taken {
		return nil, errs.Newf(errs.Invalid, "http.no_file", "缺少文件，请放在 file 一项", "there is no file: put it into the part file").At("body.file")
	}
	return said, nil
}

// fileName is the name that the part's header gives, path and all: whoever keeps it makes it a mere name.
func fileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return params["filename"]
}

func words(part io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(part, mostWords+1))
	if err == nil && len(raw) > mostWords {
		err = errs.Newf(errs.Invalid, "http.part_too_long", "表单的这一项过长", "a part of the form is too long")
	}
	if err == nil && (!utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0) {
		err = errNUL()
	}
	return string(raw), err
}

// brokenOff says what ended the reading of a body.
func brokenOff(err error, most int64) error {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return tooLarge(most, most)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return errs.Newf(errs.Invalid, "http.slow_body", "上传中断或过慢，请重新上传", "the upload stalled or was too slow: send it again").Because(err)
	}
	if errs.KindOf(err) != errs.Internal {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, multipart.ErrMessageTooLarge) {
		return errs.Newf(errs.Invalid, "http.broken_body", "上传的内容不完整，请重新上传", "the upload broke off: send it again").Because(err)
	}
	return err
}

func tooLarge(size, most int64) error {
	const mega = 1 << 20
	return errs.Newf(errs.Invalid, "http.too_large", "内容有 %.1[1]f MB，超过 %.1[2]f MB 的上限，请压缩或拆分后上传", "the content has %.1[1]f MB, more than the limit of %.1[2]f MB: make it smaller, or split it",
		float64(size)/mega, float64(most-formRoom)/mega)
}

// paced gives each piece of a body some time to arrive, and the whole of it an end.
type paced struct {
	in      io.Reader
	control *http.ResponseController
	end     time.Time
}

func (p *paced) Read(b []byte) (int, error) {
	deadline := clock.System().Add(idleBody)
	if deadline.After(p.end) {
		deadline = p.end
	}
	if err := p.control.SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return p.in.Read(b)
}

// Asked tells the door what an upload asked for, in words that are the same when it is sent again: its bytes are not,
// for a sender makes up a new boundary. It must be called before Keep.
func (u *Upload) Asked(c *Caller, words ...string) {
	if c.key.key == "" {
		return
	}
	sum := c.door.digest()
	for _, word := range append([]string{u.r.Method, u.r.URL.RequestURI()}, words...) {
		_, _ = io.WriteString(sum, word+"\x00")
	}
	c.key.request = hex.EncodeToString(sum.Sum(nil))
}

// describe writes the form into the interface's description.
func (f Form) describe(op *huma.Operation) {
	schema := &huma.Schema{Type: huma.TypeObject, Required: []string{FilePart}, Properties: map[string]*huma.Schema{
		FilePart: {Type: huma.TypeString, Format: "binary", Description: "The file; its name and type in the part's header"},
	}}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		schema.Properties[name] = &huma.Schema{Type: huma.TypeString, Description: f[name]}
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: schema}}}
}
