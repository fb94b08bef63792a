package attachment

import (
	"bytes"
	"encoding/binary"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"qinlian/internal/base/errs"
)

// Type is a sort of file that may be taken: its name in policies, the media type under which it is given out, the
// endings of its names, and what else its first bytes, or a sender, may call it.
type Type struct {
	Name    string
	Media   string
	Endings []string
	Also    []string
}

const (
	ole      = "application/x-ole-storage" // what old Office and WPS files are when their table of contents lies far in
	ofdMedia = "application/ofd"
)

// Types are all that a policy may name. None of them is run or shown by a browser in this site's name.
var Types = []Type{
	{"pdf", "application/pdf", []string{".pdf"}, []string{"application/x-pdf"}},
	{"ofd", ofdMedia, []string{".ofd"}, []string{"application/zip", "application/x-ofd"}}, // 版式文件, GB/T 33190
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", []string{".docx"}, nil},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", []string{".xlsx"}, nil},
	{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", []string{".pptx"}, nil},
	{"doc", "application/msword", []string{".doc"}, []string{ole}},
	{"xls", "application/vnd.ms-excel", []string{".xls"}, []string{ole}},
	{"ppt", "application/vnd.ms-powerpoint", []string{".ppt"}, []string{ole}},
	{"wps", "application/wps-office.wps", []string{".wps"}, []string{ole, "application/msword", "application/vnd.ms-works", "application/kswps"}},
	{"et", "application/wps-office.et", []string{".et"}, []string{ole, "application/vnd.ms-excel", "application/kset"}},
	{"dps", "application/wps-office.dps", []string{".dps"}, []string{ole, "application/vnd.ms-powerpoint", "application/ksdps"}},
	{"txt", "text/plain", []string{".txt"}, []string{"text/csv", "text/tab-separated-values", "application/json", "application/x-subrip", "message/rfc822"}},
	{"csv", "text/csv", []string{".csv"}, []string{"text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel"}},
	{"jpg", "image/jpeg", []string{".jpg", ".jpeg"}, []string{"image/jpg", "image/pjpeg"}},
	{"png", "image/png", []string{".png"}, []string{"image/x-png"}},
	{"webp", "image/webp", []string{".webp"}, nil},
	{"bmp", "image/bmp", []string{".bmp"}, []string{"image/x-bmp", "image/x-ms-bmp"}},
	{"tif", "image/tiff", []string{".tif", ".tiff"}, nil},
	{"heic", "image/heic", []string{".heic"}, []string{"image/heif"}},
	{"mp4", "video/mp4", []string{".mp4"}, nil},
	{"mp3", "audio/mpeg", []string{".mp3"}, []string{"audio/mp3"}},
	{"zip", "application/zip", []string{".zip"}, []string{"application/x-zip-compressed", "application/x-zip"}},
	{"rar", "application/x-rar-compressed", []string{".rar"}, []string{"application/vnd.rar", "application/x-rar"}},
}

// DefaultTypes are all but archives, into which nobody can look without unpacking them.
var DefaultTypes = []string{
	"pdf", "ofd", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "wps", "et", "dps", "txt", "csv", "jpg", "png", "webp", "bmp", "tif", "heic", "mp4", "mp3",
}

// sniffed is how many of the first bytes tell what a file is: Office writes its parts one after the other, and those
// that tell need not come first.
const sniffed = 256 << 10

var _ = func() struct{} { //nolint:unparam // sets the library up once
	mimetype.SetLimit(sniffed)
	mimetype.Lookup("application/zip").Extend(isOFD, ofdMedia, ".ofd")
	return struct{}{}
}()

// isOFD finds the part that every 版式文件 has, by the names in the archive; nothing is unpacked.
func isOFD(head []byte, _ uint32) bool {
	for range 100 {
		at := bytes.Index(head, []byte("PK\x03\x04"))
		const fixed = 30
		if at < 0 || len(head) < at+fixed {
			return false
		}
		head = head[at:]
		length := int(binary.LittleEndian.Uint16(head[26:]))
		if len(head) >= fixed+length && string(head[fixed:fixed+length]) == "OFD.xml" {
			return true
		}
		head = head[fixed:]
	}
	return false
}

// typeOf decides what a file is: the ending of its name, what its sender declares and its first bytes must agree, and
// the policy take it.
func (p *Policy) typeOf(name, declared string, head []byte) (*Type, error) {
	ending := strings.ToLower(path.Ext(name))
	i := slices.IndexFunc(Types, func(t Type) bool { return slices.Contains(t.Endings, ending) })
	if i < 0 || !slices.Contains(p.Types, Types[i].Name) {
		return nil, errs.Newf(errs.Invalid, "attachment.type", "不收“%[1]s”类文件；可以上传：%[2]s", "files of the type %[1]q are not taken; these are: %[2]s", ending, strings.Join(p.Types, ", ")).At("body.file")
	}
	t := &Types[i]
	found := mimetype.Detect(head)
	media, _, _ := mime.ParseMediaType(found.String())
	if !t.called(media) {
		return nil, errs.Newf(errs.Invalid, "attachment.type", "文件名以 %[1]s 结尾，内容却是 %[2]s；请检查文件，或改正扩展名", "the name ends in %[1]s but the content is %[2]s: check the file, or correct its ending",
			ending, media).At("body.file")
	}
	if said, _, _ := mime.ParseMediaType(declared); said != "" && said != "application/octet-stream" && !t.called(said) {
		return nil, errs.Newf(errs.Invalid, "attachment.type", "声明的类型 %[1]s 与内容（%[2]s）不符", "the type %[1]s that was declared is not that of the content (%[2]s)", said, t.Media).At("body.file")
	}
	return t, nil
}

func (t *Type) called(media string) bool { return media == t.Media || slices.Contains(t.Also, media) }

// check refuses a policy with a type that there is none of.
func (p *Policy) check() error {
	for _, name := range p.Types {
		if !slices.ContainsFunc(Types, func(t Type) bool { return t.Name == name }) {
			known := make([]string, len(Types))
			for i := range Types {
				known[i] = Types[i].Name
			}
			return errs.Newf(errs.Invalid, "attachment.unknown_type", "没有文件类型“%[1]s”；可写：%[2]s", "there is no type of file %[1]q; there are: %[2]s", name, strings.Join(known, ", "))
		}
	}
	return nil
}
