package exchange

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
)

// importForm is what an import may be told besides its file.
var importForm = door.Form{
	"as":     "Post that imports; may be left out by who holds only one",
	"kind":   "Kind of every row, by name or title",
	"above":  "Kind of the matter that each category becomes, above its rows",
	"ledger": "Name under which the rows are known again; the file's own unless said",
	"sheet":  "The one sheet to read",
	"year":   "Of dates without one",
	"unit":   "Of amounts without one: yuan, wan or yi",
}

// imports declares how an office's ledger comes in: sent, looked at in a dry run, imported.
func (a *api) imports() {
	door.Zonal(a.Door, door.Operation{
		ID: "begin-import", Method: http.MethodPost, Path: "/zones/{zone}/imports", Tag: "imports", Status: http.StatusAccepted, Keeps: true, Form: importForm,
		Summary: "Send an office's ledger (.xlsx, .csv); a dry run begins, nothing is imported yet",
	}, authority.Import, a.begin)
	door.Zonal(a.Door, door.Operation{
		ID: "list-imports", Method: http.MethodGet, Path: "/zones/{zone}/imports", Tag: "imports", Summary: "The ledgers that you sent, newest first",
	}, authority.Import, a.listImports)
	door.Zonal(a.Door, door.Operation{
		ID: "read-import", Method: http.MethodGet, Path: "/zones/{zone}/imports/{import}", Tag: "imports",
		Summary: "How far an import is, every doubtful cell, and what came of it",
	}, authority.Import, a.readImport)
	door.Zonal(a.Door, door.Operation{
		ID: "correct-import", Method: http.MethodPost, Path: "/zones/{zone}/imports/{import}/corrections", Tag: "imports", Status: http.StatusAccepted, Keeps: true,
		Summary: "Try again with doubtful cells read as you write them; the file stays as it was sent",
	}, authority.Import, a.correct)
	door.Zonal(a.Door, door.Operation{
		ID: "confirm-import", Method: http.MethodPost, Path: "/zones/{zone}/imports/{import}/confirmation", Tag: "imports", Status: http.StatusAccepted, Keeps: true,
		Summary: "Import the file of a dry run, named by its hash; once, however often it is asked for",
	}, authority.Import, a.confirm)
	door.Zonal(a.Door, door.Operation{
		ID: "download-import", Method: http.MethodGet, Path: "/zones/{zone}/imports/{import}/file", Tag: "imports", Sends: "application/octet-stream",
		Summary: "The file as it was sent",
	}, authority.Import, a.importedFile)
}

// ImportOutput is an import.
type ImportOutput struct {
	Location string `header:"Location"`
	Body     ImportView
}

// BeginInput is a ledger on its way in.
type BeginInput struct {
	door.Upload

	Zone string `path:"zone" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key, file and words are answered the same and done once"`
}

func (a *api) begin(ctx context.Context, c *door.Caller, in *BeginInput) (*ImportOutput, error) {
	staged, said, err := a.receive(ctx, c, in.Zone, &in.Upload, importForm, workbook.Types...)
	if err != nil {
		return nil, err
	}
	defer staged.Discard()
	var acting matter.Command
	if err := a.Act(ctx, c, in.Zone, said["as"], &acting); err != nil {
		return nil, err
	}
	e := workbook.Entry{ID: a.NewID(), Person: acting.Person, Post: acting.Actor, Order: workbook.Order{
		Kind: said["kind"], Above: said["above"], Ledger: said["ledger"], Sheet: said["sheet"], Unit: said["unit"],
	}}
	if e.Order.Year, err = yearOf(said["year"]); err != nil {
		return nil, err
	}
	if unit := e.Order.Unit; unit != "" && unit != "yuan" && unit != "wan" && unit != "yi" {
		return nil, errs.Newf(errs.Invalid, "import.unknown_unit", "金额单位只能是 yuan、wan 或 yi", "the unit of amounts is yuan, wan or yi").At("body.unit")
	}
	words := []string{staged.Hash, staged.Name}
	for _, name := range []string{"as", "kind", "above", "ledger", "sheet", "year", "unit"} {
		words = append(words, said[name])
	}
	in.Asked(c, words...)
	out := &ImportOutput{Location: door.Prefix + "/zones/" + in.Zone + "/imports/" + e.ID}
	_, err = a.Desk.Begin(ctx, staged, e, c.Lang, func(ctx context.Context, e *workbook.Entry) error {
		var err error
		if out.Body, err = importView(e, c.Lang); err != nil {
			return err
		}
		return a.Keep(ctx, c, http.StatusAccepted, "", out.Location, &out.Body)
	})
	return out, err
}

func yearOf(word string) (int, error) {
	if word == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(word)
	if err != nil || year < 1949 || year > 2200 {
		return 0, errs.Newf(errs.Invalid, "import.year", "年份“%[1]s”读不出，请写作 2023", "the year %[1]q cannot be read: write 2023", word).At("body.year")
	}
	return year, nil
}

// ImportsInput pages imports.
type ImportsInput struct {
	Zone  string `path:"zone" maxLength:"64"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	After string `query:"after" maxLength:"400" doc:"The cursor that the page before gave"`
}

// ImportsOutput is a page of imports, without their results.
type ImportsOutput struct {
	Body struct {
		Imports []ImportView `json:"imports" nullable:"false"`
		Next    string       `json:"next,omitempty" doc:"Cursor of the next page; none on the last"`
	}
}

func (a *api) listImports(ctx context.Context, c *door.Caller, in *ImportsInput) (*ImportsOutput, error) {
	before, err := door.ReadCursor(in.After)
	if err != nil {
		return nil, err
	}
	entries, err := a.Desk.List(ctx, in.Zone, c.Account.Person, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &ImportsOutput{}
	out.Body.Imports = []ImportView{}
	for i, e := range entries {
		if i == in.Limit {
			out.Body.Next = door.Cursor(entries[i-1].ID)
			break
		}
		v, err := importView(e, c.Lang)
		if err != nil {
			return nil, err
		}
		v.DryRun, v.Import = nil, nil
		out.Body.Imports = append(out.Body.Imports, v)
	}
	return out, nil
}

// OfImport names an import.
type OfImport struct {
	Zone   string `path:"zone" maxLength:"64"`
	Import string `path:"import" maxLength:"64" doc:"Its id"`
}

func (a *api) readImport(ctx context.Context, c *door.Caller, in *OfImport) (*ImportOutput, error) {
	e, err := a.Desk.Read(ctx, in.Zone, c.Account.Person, in.Import)
	if err != nil {
		return nil, err
	}
	v, err := importView(e, c.Lang)
	return &ImportOutput{Body: v}, err
}

// ConfirmInput says that the doubts of a dry run were read.
type ConfirmInput struct {
	OfImport

	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	Body struct {
		SHA256      string            `json:"sha256" minLength:"64" maxLength:"64" doc:"Of the file that was looked at, as the dry run gave it"`
		Corrections sheet.Corrections `json:"corrections,omitempty" doc:"Those that the dry run was made with: 台账!E2 → what is read there"`
	}
}

// CorrectInput is what a person read in doubtful cells.
type CorrectInput struct {
	OfImport

	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	Body struct {
		Corrections sheet.Corrections `json:"corrections" doc:"All of them, by cell: 台账!E2 → what is to be read there; empty to read nothing"`
	}
}

func (a *api) correct(ctx context.Context, c *door.Caller, in *CorrectInput) (*ImportOutput, error) {
	out := &ImportOutput{Location: door.Prefix + "/zones/" + in.Zone + "/imports/" + in.Import}
	_, err := a.Desk.Correct(ctx, in.Zone, c.Account.Person, in.Import, in.Body.Corrections, c.Lang, func(ctx context.Context, e *workbook.Entry) error {
		var err error
		if out.Body, err = importView(e, c.Lang); err != nil {
			return err
		}
		return a.Keep(ctx, c, http.StatusAccepted, "", out.Location, &out.Body)
	})
	return out, err
}

func (a *api) confirm(ctx context.Context, c *door.Caller, in *ConfirmInput) (*ImportOutput, error) {
	out := &ImportOutput{Location: door.Prefix + "/zones/" + in.Zone + "/imports/" + in.Import}
	_, err := a.Desk.Confirm(ctx, in.Zone, c.Account.Person, in.Import, in.Body.SHA256, in.Body.Corrections, c.Lang, func(ctx context.Context, e *workbook.Entry) error {
		var err error
		if out.Body, err = importView(e, c.Lang); err != nil {
			return err
		}
		return a.Keep(ctx, c, http.StatusAccepted, "", out.Location, &out.Body)
	})
	return out, err
}

func (a *api) importedFile(ctx context.Context, c *door.Caller, in *OfImport) (*huma.StreamResponse, error) {
	e, err := a.Desk.Read(ctx, in.Zone, c.Account.Person, in.Import)
	if err != nil {
		return nil, err
	}
	row, err := a.Files.Read(ctx, in.Zone, workbook.About(e.ID), e.Hash)
	if err != nil {
		return nil, err
	}
	return a.send(ctx, &row)
}
