package exchange_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/base/errs"
)

// attach sends a file to a matter.
func attach(o *apitest.Office, who, number, name, media string, content []byte, header ...string) apitest.Reply {
	o.Helper()
	body, form := apitest.Form(name, media, content)
	return o.Call(who, http.MethodPost, apitest.OfMatter(number, "/attachments"), body, append(header, form...)...)
}

func attached(o *apitest.Office, r apitest.Reply) exchange.AttachmentView {
	o.Helper()
	if r.StatusCode != http.StatusCreated {
		o.Fatalf("%d: %s", r.StatusCode, r.Raw)
	}
	var v exchange.AttachmentView
	r.Into(o, &v)
	return v
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// lying lists what lies in a folder of the office's files.
func lying(o *apitest.Office, folder string) []string {
	o.Helper()
	out := []string{}
	err := fs.WalkDir(os.DirFS(filepath.Join(o.Folder, folder)), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return out
}

var pdf = []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n验收单")

func TestAFileIsAttachedCitedByTheLedgerAndGivenBackAsItCame(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("落实招商项目")
		r := attach(o, "zsj-c", m.Number, "验收单（盖章）.pdf", "application/pdf", pdf)
		v := attached(o, r)
		if v.SHA256 != hashOf(pdf) || v.Cite != "sha256:"+v.SHA256 || v.Name != "验收单（盖章）.pdf" || v.Type != "application/pdf" || v.Size != int64(len(pdf)) || v.By != "zsj-c" || v.Cited {
			o.Fatalf("%+v", v)
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"),
			apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{v.Cite}, "text": "已办结"}), "If-Match", "*")
		got := o.OK(http.StatusOK, "dcs-a", http.MethodGet, r.Header.Get("Location"), nil)
		disposition, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
		if err != nil || disposition != "attachment" || params["filename"] != "验收单（盖章）.pdf" {
			o.Errorf("%q: %v %v", got.Header.Get("Content-Disposition"), params, err)
		}
		if !bytes.Equal(got.Raw, pdf) || got.Header.Get("Content-Type") != "application/pdf" || got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("ETag") != `"`+v.SHA256+`"` {
			o.Errorf("%v: %q", got.Header, got.Raw)
		}
		part := o.OK(http.StatusPartialContent, "dcs-a", http.MethodGet, r.Header.Get("Location"), nil, "Range", "bytes=0-7")
		if string(part.Raw) != "%PDF-1.7" {
			o.Errorf("a part: %q", part.Raw)
		}
		var list struct{ Attachments []exchange.AttachmentView }
		o.OK(http.StatusOK, "zsj-a", http.MethodGet, apitest.OfMatter(m.ID, "/attachments"), nil).Into(o, &list)
		if len(list.Attachments) != 1 || !list.Attachments[0].Cited {
			o.Errorf("%+v", list)
		}
		p := o.Call("zsj-c", http.MethodDelete, r.Header.Get("Location"), nil, "If-Match", "*").Problem(o)
		if p.Status != http.StatusConflict || p.Code != "attachment.cited" {
			o.Errorf("a cited file is taken away: %+v", p)
		}
		if _, err := o.Engine.Verify(o.Context(), apitest.Zone, nil); err != nil {
			o.Error(err)
		}
	})
}

func TestEvidenceCannotCiteAFileThatTheMatterDoesNotHave(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m, other := o.Given("甲"), o.Given("乙")
		v := attached(o, attach(o, "zsj-c", other.ID, "验收单.pdf", "", pdf))
		complete := apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{v.Cite}})
		p := o.Call("zsj-c", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), complete, "If-Match", "*").Problem(o)
		if p.Status != http.StatusUnprocessableEntity || p.Code != "attachment.not_attached" {
			o.Errorf("%+v", p)
		}
		o.OK(http.StatusOK, "zsj-c", http.MethodPost, apitest.OfMatter(other.ID, "/commands"), complete, "If-Match", "*")
	})
}

func TestTheSameContentLiesOnceInAZoneAndEachMatterHasItByItself(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m, other := o.Given("甲"), o.Given("乙")
		first := attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf)
		again := attached(o, attach(o, "zsj-c", m.ID, "另一个名字.pdf", "", pdf))
		second := attach(o, "zsj-c", other.ID, "照片.pdf", "", pdf)
		if again.Name != "验收单.pdf" || attached(o, second).Name != "照片.pdf" {
			o.Errorf("again %+v", again)
		}
		want := apitest.Zone + "/" + hashOf(pdf)[:2] + "/" + hashOf(pdf)
		if got := lying(o, "content"); len(got) != 1 || got[0] != want {
			o.Errorf("kept: %q", got)
		}
		o.OK(http.StatusNoContent, "zsj-c", http.MethodDelete, first.Header.Get("Location"), nil, "If-Match", "*")
		o.OK(http.StatusNotFound, "zsj-c", http.MethodGet, first.Header.Get("Location"), nil)
		o.OK(http.StatusOK, "zsj-c", http.MethodGet, second.Header.Get("Location"), nil)
		if left := lying(o, "incoming"); len(left) > 0 {
			o.Errorf("left behind: %q", left)
		}
	})
}

func TestNobodyReadsOrSendsFilesOfAMatterThatTheyMayNotSee(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		r := attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf)
		for _, who := range []string{"jfj-a", "enterprise", "machine", "system", "audit", "elsewhere"} {
			for _, path := range []string{r.Header.Get("Location"), apitest.OfMatter(m.ID, "/attachments"), apitest.OfMatter(m.Number, "/attachments/"+hashOf(pdf))} {
				if got := o.Call(who, http.MethodGet, path, nil); got.StatusCode != http.StatusNotFound {
					o.Errorf("%s reads %s: %d", who, path, got.StatusCode)
				}
			}
			if got := attach(o, who, m.ID, "a.pdf", "", pdf); got.StatusCode != http.StatusNotFound {
				o.Errorf("%s attaches: %d", who, got.StatusCode)
			}
		}
		other := o.Given("乙")
		unknown := o.Call("dcs-a", http.MethodGet, apitest.OfMatter(other.ID, "/attachments/"+hashOf(pdf)), nil).Problem(o)
		if unknown.Code != "attachment.not_found" {
			o.Errorf("by another matter: %+v", unknown)
		}
	})
}

func TestAFileThatIsNotWhatItSaysIsRefused(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		large := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("a"), apitest.MostFile)...)
		for _, c := range []struct {
			name, file, media string
			content           []byte
			status            int
			code              string
		}{
			{"a page that calls itself a text", "说明.txt", "text/plain", []byte("<!DOCTYPE html><script>alert(1)</script>"), http.StatusUnsupportedMediaType, "attachment.type"},
			{"a program that calls itself a document", "合同.pdf", "application/pdf", []byte("MZ\x90\x00\x03\x00\x00\x00"), http.StatusUnsupportedMediaType, "attachment.type"},
			{"a type that is not taken", "工具.exe", "", []byte("MZ\x90\x00\x03\x00\x00\x00"), http.StatusUnsupportedMediaType, "attachment.type"},
			{"an archive", "照片.zip", "application/zip", []byte("PK\x03\x04\x14\x00"), http.StatusUnsupportedMediaType, "attachment.type"},
			{"no ending", "照片", "image/png", []byte("\x89PNG\x0D\x0A\x1A\x0A"), http.StatusUnsupportedMediaType, "attachment.type"},
			{"a declared type that is another", "验收单.pdf", "image/png", pdf, http.StatusUnsupportedMediaType, "attachment.type"},
			{"an empty file", "空.pdf", "", nil, http.StatusUnprocessableEntity, "attachment.empty"},
			{"a large file", "大.pdf", "", large, http.StatusRequestEntityTooLarge, "attachment.too_large"},
			{"an infected file", "合同.pdf", "", append(append([]byte{}, pdf...), apitest.Infected...), http.StatusUnprocessableEntity, "attachment.infected"},
		} {
			p := attach(o, "zsj-c", m.ID, c.file, c.media, c.content).Problem(o)
			if p.Status != c.status || p.Code != c.code || p.Detail == "" {
				o.Errorf("%s: %+v, want %d %s", c.name, p, c.status, c.code)
			}
		}
		if got := append(lying(o, "content"), lying(o, "incoming")...); len(got) > 0 {
			o.Errorf("kept all the same: %q", got)
		}
		infected := hashOf(append(append([]byte{}, pdf...), apitest.Infected...))
		if aside := lying(o, "quarantine"); len(aside) != 1 || aside[0] != infected {
			o.Errorf("moved aside: %q", aside)
		}
		var audit struct {
			Lines []struct{ Action, Object string }
		}
		o.OK(http.StatusOK, "audit", http.MethodGet, "/api/v1/audit?zone="+apitest.Zone, nil).Into(o, &audit)
		told := false
		for _, l := range audit.Lines {
			told = told || l.Action == "file.quarantined" && l.Object == "sha256:"+infected
		}
		if !told {
			o.Errorf("the audit log does not tell of it: %+v", audit)
		}
	})
}

func TestABodyThatIsMuchTooLargeIsRefusedUnread(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		p := attach(o, "zsj-c", m.ID, "大.pdf", "", make([]byte, 4<<20)).Problem(o)
		if p.Status != http.StatusRequestEntityTooLarge || !strings.Contains(p.Detail, "上限") {
			o.Errorf("%+v", p)
		}
	})
}

func TestANameNeverBecomesAPath(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		for i, c := range []struct{ sent, kept string }{
			{"../../../../etc/passwd.pdf", "passwd.pdf"},
			{`C:\用户\桌面\验收单.pdf`, "验收单.pdf"},
			{"..%2f..%2fetc%2fpasswd.pdf", "..%2f..%2fetc%2fpasswd.pdf"},
			{"发票\u202Efdp.pdf", "发票fdp.pdf"},
			{"一\r\nX-Injected: 1.pdf", "X-Injected: 1.pdf"},
			{strings.Repeat("长", 400) + ".pdf", ""},
		} {
			v := attached(o, attach(o, "zsj-c", m.ID, c.sent, "", append(fmt.Appendf(nil, "%%PDF-1.7 %d ", i), pdf...)))
			if c.kept != "" && !strings.HasSuffix(v.Name, c.kept) || len([]rune(v.Name)) > 150 || !strings.HasSuffix(v.Name, ".pdf") || strings.ContainsAny(v.Name, "/\\\r\n\u202e") {
				o.Errorf("%q is kept as %q", c.sent, v.Name)
			}
			got := o.OK(http.StatusOK, "zsj-c", http.MethodGet, apitest.OfMatter(m.ID, "/attachments/"+v.SHA256), nil)
			if got.Header.Get("X-Injected") != "" {
				o.Errorf("%q injects a header", c.sent)
			}
		}
		for _, hash := range []string{"..%2f..%2f..%2fqinlian.key", strings.Repeat("A", 64), strings.Repeat("%2e", 64)} {
			if got := o.Call("zsj-c", http.MethodGet, apitest.OfMatter(m.ID, "/attachments/")+hash, nil); got.StatusCode/100 != 4 {
				o.Errorf("%s: %d", hash, got.StatusCode)
			}
		}
		for _, place := range lying(o, "content") {
			if !strings.HasPrefix(place, apitest.Zone+"/") || len(filepath.Base(place)) != 64 {
				o.Errorf("lies at %s", place)
			}
		}
	})
}

func TestAnUploadUnderAKeyIsDoneOnceThoughItsBoundaryIsAnother(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		key := []string{"Idempotency-Key", "k-1"}
		first := attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf, key...)
		again := attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf, key...)
		if attached(o, first) != attached(o, again) || again.Header.Get("Location") != first.Header.Get("Location") {
			o.Errorf("first %s, again %s", first.Raw, again.Raw)
		}
		p := attach(o, "zsj-c", m.ID, "验收单.pdf", "", append([]byte("%PDF-1.4 "), pdf...), key...).Problem(o)
		if p.Status != http.StatusConflict || p.Code != "http.key_reused" {
			o.Errorf("another file under the key: %+v", p)
		}
	})
}

func TestAMalformedUploadIsAProblemThatSaysWhatIsWrong(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		path := apitest.OfMatter(m.ID, "/attachments")
		whole, form := apitest.Form("验收单.pdf", "", pdf)
		two := strings.Replace(whole, "--"+strings.TrimPrefix(form[1], "multipart/form-data; boundary=")+"--", "", 1) + whole
		odd, oddForm := apitest.Form("验收单.pdf", "", pdf, "colour", "red")
		for _, c := range []struct {
			name, body string
			header     []string
			status     int
			code       string
		}{
			{"JSON", `{"file":"a"}`, nil, http.StatusUnsupportedMediaType, "http.not_multipart"},
			{"no file", "--b--\r\n", []string{"Content-Type", "multipart/form-data; boundary=b"}, http.StatusUnprocessableEntity, "http.no_file"},
			{"cut off", whole[:len(whole)-20], form, http.StatusUnprocessableEntity, "http.broken_body"},
			{"two files", two, form, http.StatusUnprocessableEntity, "http.two_files"},
			{"a part that there is none of", odd, oddForm, http.StatusUnprocessableEntity, "http.unknown_part"},
		} {
			p := o.Call("zsj-c", http.MethodPost, path, c.body, c.header...).Problem(o)
			if p.Status != c.status || p.Code != c.code {
				o.Errorf("%s: %+v", c.name, p)
			}
		}
		if left := lying(o, "incoming"); len(left) > 0 {
			o.Errorf("left behind: %q", left)
		}
	})
}

func TestAFileLostFromTheDiskIsToldAndSentAgainIsMended(t *testing.T) {
	apitest.Each(t, func(o *apitest.Office) {
		m := o.Given("甲")
		r := attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf)
		place := filepath.Join(o.Folder, "content", apitest.Zone, hashOf(pdf)[:2], hashOf(pdf))
		if err := os.Remove(place); err != nil {
			o.Fatal(err)
		}
		if p := o.Call("zsj-c", http.MethodGet, r.Header.Get("Location"), nil).Problem(o); p.Code != "attachment.lost" {
			o.Errorf("%+v", p)
		}
		attached(o, attach(o, "zsj-c", m.ID, "验收单.pdf", "", pdf))
		if got := o.OK(http.StatusOK, "zsj-c", http.MethodGet, r.Header.Get("Location"), nil); !bytes.Equal(got.Raw, pdf) {
			o.Errorf("%q", got.Raw)
		}
		row, err := o.Exchange.Files.Read(o.Context(), apitest.Zone, m.ID, hashOf(pdf))
		if err != nil || row.Name != "验收单.pdf" {
			o.Errorf("%+v %s", row, errs.Message(err, "zh"))
		}
	})
}
