package exchange

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

const (
	mediaCSV  = "text/csv; charset=utf-8"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// exports declares how matters go out as an office's ledger.
func (a *api) exports() {
	door.Zonal(a.Door, door.Operation{
		ID: "export-matters", Method: http.MethodGet, Path: "/zones/{zone}/export", Tag: "exports", Sends: "text/csv," + mediaXLSX,
		Summary: "The matters that list-matters would list, as a ledger: all of them, and no other",
	}, authority.Export, a.export)
}

// ExportInput picks matters and the form of the file.
type ExportInput struct {
	matters.Selection

	Zone   string `path:"zone" maxLength:"64"`
	Format string `query:"format" enum:"csv,xlsx" default:"xlsx"`
	BOM    bool   `query:"bom" default:"true" doc:"Of a csv: begin with the mark by which Excel knows UTF-8"`
}

// export writes the whole file before any of it is sent, so that what breaks off never looks whole.
func (a *api) export(ctx context.Context, c *door.Caller, in *ExportInput) (*huma.StreamResponse, error) {
	select {
	case a.writing <- struct{}{}:
		defer func() { <-a.writing }()
	default:
		return nil, errs.Newf(errs.Refused, "http.busy", "正在导出的人较多，请稍后再试", "many exports are being written: try again in a while")
	}
	f, err := in.Filter(ctx, a.Door, c, in.Zone, "")
	if err != nil {
		return nil, err
	}
	now := a.Present(ctx)
	o := workbook.Exporting{
		Zone: in.Zone, At: now, Format: sheet.Format(in.Format), Filter: &f, Unmarked: !in.BOM,
		Sees: a.may(c, authority.See), Reads: a.may(c, authority.History),
	}
	var title string
	rows := 0
	var content attachment.Content
	err = a.Desk.DB.InSnapshot(ctx, func(ctx context.Context) error {
		z, err := a.Engine.Store().Zone(ctx, in.Zone)
		if err != nil {
			return err
		}
		title = z.Title
		content, err = a.Files.Scratch(func(w io.Writer) (err error) {
			rows, err = workbook.Export(ctx, a.Engine, w, o)
			return err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	entry := &identity.Entry{
		Zone: in.Zone, Action: "access.exported", Object: "matters", Outcome: identity.Done,
		Detail: identity.Detail{"rows": strconv.Itoa(rows), "format": in.Format},
	}
	if err := a.Audit.Record(ctx, c.Account.By, entry); err != nil {
		_ = content.Close() // it was never sent
		return nil, err
	}
	media := mediaXLSX
	if o.Format == sheet.CSV {
		media = mediaCSV
	}
	name := title + "事项台账" + clock.DateOf(now.In(calendar.Location())).String() + "." + in.Format
	return door.Download{Name: name, Type: media, Content: content, Done: func() { _ = content.Close() }}.Stream(), nil
}

// may is a capability of the caller as a question about a matter.
func (a *api) may(c *door.Caller, need authority.Capability) func(s *matter.State) bool {
	return func(s *matter.State) bool {
		facts := engine.FactsOf(s)
		return c.Subject.May(need, &facts, c.Rules)
	}
}
