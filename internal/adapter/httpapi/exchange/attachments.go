package exchange

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/kernel/authority"
)

// attachments declares the files of a matter.
func (a *api) attachments() {
	const path = "/zones/{zone}/matters/{number}/attachments"
	door.OnMatter(a.Door, door.Operation{
		ID: "list-attachments", Method: http.MethodGet, Path: path, Summary: "The files of a matter", Tag: "attachments",
	}, authority.History, a.list)
	door.OnMatter(a.Door, door.Operation{
		ID: "attach-file", Method: http.MethodPost, Path: path, Tag: "attachments", Status: http.StatusCreated, Keeps: true, Form: door.Form{},
		Summary: "Attach a file; evidence of a command cites it by cite (sha256:…)",
	}, authority.Attach, a.attach)
	door.OnMatter(a.Door, door.Operation{
		ID: "download-attachment", Method: http.MethodGet, Path: path + "/{hash}", Summary: "A file's content", Tag: "attachments", Sends: "application/octet-stream",
	}, authority.History, a.download)
	door.OnMatter(a.Door, door.Operation{
		ID: "detach-file", Method: http.MethodDelete, Path: path + "/{hash}", Tag: "attachments", Status: http.StatusNoContent,
		Summary: "Take a file away that no event cites",
	}, authority.Handle, a.detach)
	door.Zonal(a.Door, door.Operation{
		ID: "read-file-policy", Method: http.MethodGet, Path: "/zones/{zone}/file-policy", Summary: "Which files are taken, and how large", Tag: "attachments",
	}, authority.Directory, a.policy)
}

// AttachmentView is a file of a matter.
type AttachmentView struct {
	SHA256 string    `json:"sha256" doc:"Of its content, hexadecimal"`
	Cite   string    `json:"cite" doc:"How evidence names it" example:"sha256:9f86…"`
	Name   string    `json:"name"`
	Type   string    `json:"type" doc:"Media type, by its content"`
	Size   int64     `json:"size" doc:"Bytes"`
	By     string    `json:"by,omitempty" doc:"Who attached it"`
	At     time.Time `json:"at"`
	Cited  bool      `json:"cited" doc:"The ledger cites it; it stays"`
}

func viewOf(r *attachment.Row, evidence []string) AttachmentView {
	cite := attachment.Citation + r.Hash
	return AttachmentView{r.Hash, cite, r.Name, r.Type, r.Size, r.By, *door.Instant(r.Attached()), slices.Contains(evidence, cite)}
}

// AttachmentsOutput is a matter's files.
type AttachmentsOutput struct {
	Body struct {
		Attachments []AttachmentView `json:"attachments" nullable:"false"`
	}
}

func (a *api) list(ctx context.Context, _ *door.Caller, in *door.InMatter, m *door.Sight) (*AttachmentsOutput, error) {
	rows, err := a.Files.List(ctx, in.Zone, m.State.ID)
	out := &AttachmentsOutput{}
	out.Body.Attachments = make([]AttachmentView, len(rows))
	for i := range rows {
		out.Body.Attachments[i] = viewOf(&rows[i], m.State.Evidence)
	}
	return out, err
}

// AttachInput is a file on its way in.
type AttachInput struct {
	door.InMatter
	door.Upload

	Key string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and file are answered the same and done once"`
}

// AttachmentOutput is a file that was attached.
type AttachmentOutput struct {
	Location string `header:"Location"`
	Body     AttachmentView
}

func (a *api) attach(ctx context.Context, c *door.Caller, in *AttachInput, m *door.Sight) (*AttachmentOutput, error) {
	staged, _, err := a.receive(ctx, c, in.Zone, &in.Upload, door.Form{})
	if err != nil {
		return nil, err
	}
	defer staged.Discard()
	in.Asked(c, staged.Hash, staged.Name)
	out := &AttachmentOutput{Location: door.Prefix + "/zones/" + in.Zone + "/matters/" + url.PathEscape(m.State.ID) + "/attachments/" + staged.Hash}
	_, err = a.Files.Attach(ctx, staged, m.State.ID, c.Account.Person, func(ctx context.Context, row attachment.Row) error {
		out.Body = viewOf(&row, m.State.Evidence)
		return a.Keep(ctx, c, http.StatusCreated, "", out.Location, &out.Body)
	})
	return out, err
}

// receive takes the file of an upload in, and what else its form says.
func (a *api) receive(ctx context.Context, c *door.Caller, zone string, u *door.Upload, form door.Form, types ...string) (*attachment.Staged, map[string]string, error) {
	var staged *attachment.Staged
	said, err := u.Receive(a.Files.Policy(zone).Most, form, func(f door.File) (err error) {
		staged, err = a.Files.Receive(ctx, zone, f.Name, f.Type, f, types...)
		return err
	})
	if err != nil && staged != nil {
		staged.Discard()
	}
	if found := (*attachment.Infected)(nil); errors.As(err, &found) {
		e := &identity.Entry{Zone: zone, Action: "file.quarantined", Object: attachment.Citation + found.Hash, Outcome: identity.Refused}
		err = errors.Join(a.Audit.Record(ctx, c.Account.By, e), err)
	}
	return staged, said, err
}

// OfAttachment names a file of a matter.
type OfAttachment struct {
	door.InMatter

	Hash string `path:"hash" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$" patternDescription:"SHA-256" doc:"SHA-256 of the content"`
}

func (a *api) download(ctx context.Context, _ *door.Caller, in *OfAttachment, m *door.Sight) (*huma.StreamResponse, error) {
	row, err := a.Files.Read(ctx, in.Zone, m.State.ID, in.Hash)
	if err != nil {
		return nil, err
	}
	return a.send(ctx, &row)
}

// send gives an attached file out.
func (a *api) send(ctx context.Context, row *attachment.Row) (*huma.StreamResponse, error) {
	content, err := a.Files.Open(ctx, row)
	if err != nil {
		return nil, err
	}
	return door.Download{Name: row.Name, Type: row.Type, SHA256: row.Hash, Content: content, Done: func() { _ = content.Close() }}.Stream(), nil // was only read
}

// DetachInput names a file that is to be taken away.
type DetachInput struct {
	OfAttachment

	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the matter as you saw it, or *: an event of it may cite the file" required:"true"`
}

func (a *api) detach(ctx context.Context, _ *door.Caller, in *DetachInput, m *door.Sight) (*struct{}, error) {
	if _, err := door.Matched(in.IfMatch, m); err != nil {
		return nil, err
	}
	return nil, a.Files.Detach(ctx, in.Zone, m.State.ID, in.Hash)
}

// PolicyOutput says which files are taken.
type PolicyOutput struct {
	Body struct {
		Most  int64      `json:"most" doc:"Bytes of one file"`
		Types []FileType `json:"types" nullable:"false"`
	}
}

// FileType is a sort of file that is taken.
type FileType struct {
	Name    string   `json:"name"`
	Media   string   `json:"media"`
	Endings []string `json:"endings" nullable:"false" doc:"Of its name"`
}

func (a *api) policy(_ context.Context, _ *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*PolicyOutput, error) {
	p := a.Files.Policy(in.Zone)
	out := &PolicyOutput{}
	out.Body.Most, out.Body.Types = p.Most, []FileType{}
	for _, t := range attachment.Types {
		if slices.Contains(p.Types, t.Name) {
			out.Body.Types = append(out.Body.Types, FileType{t.Name, t.Media, t.Endings})
		}
	}
	return out, nil
}
