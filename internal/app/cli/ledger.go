package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

type importCmd struct {
	File   string `arg:"" help:"a_import"`
	Kind   string `placeholder:"KIND" help:"f_kind_import"`
	Above  string `placeholder:"KIND" help:"f_above"`
	Below  string `placeholder:"NUMBER" help:"f_above_below"`
	Ledger string `help:"f_ledger"`
	Sheet  string `help:"f_sheet"`
	Year   int    `help:"f_year"`
	Unit   string `help:"f_amount_unit"`
	DryRun bool   `help:"f_dry_run"`
	Notes  bool   `help:"f_notes"`
}

// Run imports an office's ledger, or shows what an import would do.
func (c *importCmd) Run(s *Shell) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	if c.Unit, err = amountTitles.find(c.Unit, errs.Invalid, "import.unknown_unit", zhEn("金额单位", "unit of amounts")); err != nil {
		return err
	}
	if c.Kind, err = s.kind(a, zone, c.Kind); err != nil {
		return err
	}
	if c.Above, err = s.kind(a, zone, c.Above); err != nil {
		return err
	}
	bar := s.Progress("doing_import", -1)
	o := app.Importing{
		Zone: zone, File: c.File, Kind: c.Kind, Above: c.Above, Root: c.Below, Ledger: c.Ledger, As: s.flags.As, At: s.Now(), DryRun: c.DryRun,
		Sheet: sheet.Options{Sheet: c.Sheet, Year: c.Year, AmountUnit: map[string]money.Fen{"yuan": money.Yuan, "wan": money.Wan, "yi": money.Yi}[c.Unit]},
	}
	out, err := a.Import(s.Ctx, o, func(done, total int64) {
		bar.Total(total)
		bar.Set(done)
	})
	bar.Done()
	if err == nil && !c.DryRun && out.Errors == 0 {
		err = s.vouch(a, zone)
	}
	if err != nil {
		return inFile(err)
	}
	return errors.Join(s.Print(out, func(screen *terminal.Screen) { s.drawImported(screen, out, c) }), out.Err())
}

func (s *Shell) drawImported(screen *terminal.Screen, out *app.Imported, c *importCmd) {
	hidden := s.drawDoubts(screen, out.Doubts, c.Notes || c.DryRun)
	if hidden > 0 {
		screen.Hintf("%s", s.T("notes_hidden", hidden))
	}
	s.drawChanges(screen, out)
	if out.New < out.Rows { // not a first import
		s.drawNew(screen, out)
	}
	if out.Settled > 0 {
		screen.Hintf("%s", s.T("import_settled", out.Settled))
	}
	key := "imported"
	switch {
	case out.Errors > 0:
		key = "import_refused"
	case out.DryRun:
		key = "import_dry"
	}
	screen.Strongf("%s", s.T(key, out.File, out.Rows, out.New, out.Changed, out.Unchanged, out.Errors, out.Assumed, out.Notes, out.Differing))
	screen.Hintf("sha256 %s", out.SHA256)
}

// deedName is what people call a command.
func (s *Shell) deedName(command string) string {
	zh, en := matter.CommandWords(command)
	if s.Lang == "en" {
		return en
	}
	return zh
}

// drawChanges shows what is new in known rows, cell by cell, and the command that carries it out.
func (s *Shell) drawChanges(screen *terminal.Screen, out *app.Imported) {
	var rows [][]terminal.Cell
	for i := range out.Lines {
		l := &out.Lines[i]
		for _, c := range l.Changes {
			rows = append(rows, terminal.Row(c.Cell, l.Number, l.Title, cmp.Or(c.Old, "—"), "→", cmp.Or(c.New, "—"), s.deedName(c.Command)))
		}
	}
	if len(rows) == 0 {
		return
	}
	screen.Headingf("%s", s.T("import_changes"))
	screen.Table([]terminal.Column{
		{Title: s.T("col_cell")},
		{Title: s.T("col_number")},
		{Title: s.T("col_matter"), Max: 24},
		{Title: s.T("col_old"), Max: 24},
		{},
		{Title: s.T("col_new"), Max: 24},
		{Title: s.T("col_by_command")},
	}, rows)
}

// listedNew is how many new rows are listed.
const listedNew = 50

// drawNew names the rows that were registered, since the file has others that were known.
func (s *Shell) drawNew(screen *terminal.Screen, out *app.Imported) {
	var rows [][]terminal.Cell
	for i := range out.Lines {
		if l := &out.Lines[i]; l.New && len(rows) < listedNew {
			rows = append(rows, terminal.Row(l.Cell, l.Number, l.Title))
		}
	}
	if len(rows) == 0 {
		return
	}
	screen.Headingf("%s", s.T("import_new"))
	screen.Table([]terminal.Column{{Title: s.T("col_row")}, {Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}}, rows)
	if more := out.New - len(rows); more > 0 {
		screen.Hintf("%s", s.T("and_more", more))
	}
}

type exportCmd struct {
	File   string `arg:"" help:"a_export"`
	Kind   string `placeholder:"KIND" help:"f_kind"`
	Ledger string `help:"f_ledger_export"`
	Force  bool   `help:"f_force"`

	Unmask []string `placeholder:"FIELD" help:"f_unmask"`
	Reason string   `help:"f_reason"`
}

// Run writes matters as a ledger.
func (c *exportCmd) Run(s *Shell) error {
	format := sheet.Format(strings.TrimPrefix(strings.ToLower(filepath.Ext(c.File)), "."))
	if format != sheet.XLSX && format != sheet.CSV {
		return errs.Newf(errs.Invalid, "export.format", "文件名须以 .xlsx 或 .csv 结尾", "the file's name must end in .xlsx or .csv").At(c.File)
	}
	if len(c.Unmask) > 0 { // this export writes
		if err := s.present("unmask"); err != nil {
			return err
		}
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	told, err := s.kindsTold(a, zone)
	if err != nil {
		return err
	}
	kinds, err := kindsMeant(told, c.Kind)
	if err != nil {
		return err
	}
	var n int
	err = writeFile(c.File, c.Force, func(file io.Writer) error {
		n, err = a.Export(s.Ctx, file, app.Exporting{Zone: zone, Kinds: kinds, Ledger: c.Ledger, At: s.Now(), Format: format, Unmask: c.Unmask, As: s.flags.As, Reason: c.Reason})
		if err == nil && n == 0 && c.Ledger != "" {
			err = errs.Newf(errs.NotFound, "export.no_ledger", "没有事项来自名为“%[1]s”的台账，什么也没有导出；名称是导入的文件名，不带文件夹和后缀", "no matter came in with a ledger called %[1]q, and nothing was written; the name is that of the file imported, without its folder and ending", c.Ledger).At("--ledger")
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Print(map[string]any{answerFile: c.File, "rows": n}, func(screen *terminal.Screen) { screen.Linef("✓ %s", s.T("exported", n, c.File)) })
}

// answerFile is the member of an answer that names the file written.
const answerFile = "file"

type sweepCmd struct{}

// Run makes everything that fell due up to now, or to --at.
func (c *sweepCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	bar := s.Progress("doing_sweep", -1)
	swept, err := a.Engine.Sweep(s.Ctx, zone, s.Now(), func(done int) { bar.Set(int64(done)) })
	bar.Done()
	if err != nil {
		return err
	}
	if err := s.vouch(a, zone); err != nil {
		return err
	}
	return s.Print(&swept, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("swept", calendar.Local(s.Now()), swept.Matters, swept.Events))
		if swept.Standing > 0 {
			screen.Linef("  %s", s.T("swept_standing", swept.Standing))
		}
		for _, kind := range sortedKeys(swept.ByType) {
			screen.Linef("  %s  %d", s.event(kind), swept.ByType[kind])
		}
	})
}

type verifyCmd struct {
	Receipt string `placeholder:"FILE" help:"f_receipt"`
	Key     string `help:"f_key"`
}

// Run verifies the whole ledger; or one receipt, and the database against it where one is named.
func (c *verifyCmd) Run(s *Shell) error {
	if c.Receipt != "" {
		return c.receipt(s)
	}
	a, err := s.App()
	if err != nil {
		return err
	}
	bar := s.Progress("doing_verify", -1)
	var verified []engine.Verified
	if s.flags.Zone != "" {
		v, err := a.VerifyZone(s.Ctx, s.flags.Zone, bar.Set)
		if err != nil {
			bar.Done()
			return err
		}
		verified = append(verified, v)
	} else if verified, err = a.VerifyAll(s.Ctx, func(_ string, events int64) { bar.Set(events) }); err != nil {
		bar.Done()
		return err
	}
	bar.Done()
	if len(verified) == 0 {
		return errs.Newf(errs.NotFound, "zone.none", "数据库里没有地区，没有台账可校验", "the database holds no zone and so no ledger to verify").At(s.flags.DB)
	}
	titles, err := s.zoneTitles(a)
	if err != nil {
		return err
	}
	return s.Print(verified, func(screen *terminal.Screen) { s.drawVerified(screen, verified, titles) })
}

// drawVerified shows each zone by its title, where there is one.
func (s *Shell) drawVerified(screen *terminal.Screen, verified []engine.Verified, known titles) {
	for _, v := range verified {
		screen.Linef("✓ %s", s.T("verified", cmp.Or(known[v.Zone].In(s.Lang), v.Zone), v.Events, v.Streams, v.Matters))
		signed := "signed_all"
		if v.Unsigned > 0 {
			signed = "signed_last"
		}
		screen.Hintf("  %s", s.T(signed, calendar.Local(v.SignedAt), v.Unsigned))
		screen.Hintf("  %s %s", s.T("root"), v.Root)
	}
}

// zoneTitles are what the zones of a database are called, by code.
func (s *Shell) zoneTitles(a *app.App) (titles, error) {
	zones, err := a.Store.ListZones(s.Ctx)
	out := make(titles, len(zones))
	for i := range zones {
		z := &zones[i]
		out[z.ZoneID] = text.Text{Zh: cmp.Or(z.Title, z.ZoneID), En: z.ZoneID}
		timeline, err := a.Engine.Timeline(s.Ctx, z.ZoneID)
		if err != nil { // verify tells of mechanisms that cannot be read; a name is no reason to
			continue
		}
		if n := len(timeline); n > 0 && !timeline[n-1].Bundle.Title.IsZero() {
			out[z.ZoneID] = timeline[n-1].Bundle.Title
		}
	}
	return out, err
}

func (c *verifyCmd) receipt(s *Shell) error {
	raw, err := os.ReadFile(c.Receipt)
	if errors.Is(err, os.ErrNotExist) {
		return errs.Newf(errs.NotFound, "receipt.no_file", "没有这个回执文件", "there is no such receipt").At(c.Receipt)
	}
	if info, gone := os.Stat(c.Receipt); gone == nil && info.IsDir() {
		return faulty{errs.Newf(errs.Invalid, "receipt.folder", "这是文件夹，不是回执文件", "this is a folder and no receipt").At(c.Receipt)}
	}
	if err != nil {
		return fmt.Errorf("read the receipt: %w", err)
	}
	var r ledger.Receipt
	if err := json.Unmarshal(bytes.TrimPrefix(raw, []byte("\ufeff")), &r); err != nil { // editors on Windows put a mark before it
		return faulty{errs.Newf(errs.Invalid, "receipt.form", "这不是一份回执", "this is not a receipt").At(c.Receipt)}
	}
	c.Key = strings.TrimSpace(c.Key) // as it was copied from a page
	event, cp, err := r.Check(c.Key)
	if err != nil {
		return err
	}
	letter := ledger.LetterNumber(&event)
	if err := s.settle(); err != nil {
		return err
	}
	compared := s.databaseNamed()
	if compared {
		if err := s.compare(cp, cmp.Or(r.Key, c.Key)); err != nil {
			return err
		}
	}
	return s.Print(map[string]any{
		"number": r.Number, "letter": letter, "zone": event.Zone, "seq": event.Seq, "type": event.Type, "at": event.At, "actor": event.Actor, "position": r.Pos, "size": cp.Size,
		"signed": cp.At, "key": r.Key, "key_given": c.Key != "", "compared": compared,
	}, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("receipt_ok", s.proven(r.Number, letter), event.Seq, s.event(event.Type), calendar.Local(event.At), r.Pos+1, cp.Size))
		screen.Hintf("  %s", s.T("receipt_checked", calendar.Local(cp.At)))
		if compared {
			screen.Linef("✓ %s", s.T("receipt_compared", s.flags.DB, cp.Size))
		} else {
			screen.Hintf("  %s", s.T("receipt_unchecked"))
		}
		if c.Key == "" {
			screen.Hintf("  %s", s.T("receipt_key"))
			screen.Whole("  " + r.Key)
		}
	})
}

// proven names what a receipt is about: a letter with its matter, or a matter or session.
func (s *Shell) proven(number, letter string) string {
	if letter == "" {
		return number
	}
	return s.T("letter_of", letter, number)
}

type receiptCmd struct {
	Number string `arg:"" help:"a_traced"`
	Seq    int64  `help:"f_seq"`
	Out    string `short:"o" placeholder:"FILE" help:"f_out"`
	Force  bool   `help:"f_force"`
}

// Run issues a receipt that proves an event stands in the ledger.
func (c *receiptCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	n, err := s.traced(a, zone, c.Number)
	if err != nil {
		return err
	}
	var r ledger.Receipt
	switch {
	case n.session != "":
		r, err = a.Engine.SessionReceipt(s.Ctx, zone, n.session, c.Seq)
	case n.letter != "" && c.Seq == 0:
		r, err = a.Engine.LetterReceipt(s.Ctx, zone, n.matter, n.letter)
	default:
		r, err = a.Engine.Receipt(s.Ctx, zone, n.matter, c.Seq)
	}
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(&r, "", "  ")
	if err != nil {
		return fmt.Errorf("write the receipt: %w", err)
	}
	if c.Out == "" {
		return writeAll(s.Out, string(raw)+"\n")
	}
	if err := writeFile(c.Out, c.Force, func(file io.Writer) error { return writeAll(file, string(raw)+"\n") }); err != nil {
		return err
	}
	return s.Print(map[string]string{answerFile: c.Out, "key": r.Key}, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("receipt_written", s.proven(r.Number, r.Letter), c.Out))
		screen.Hintf("  → qinlian verify --receipt %s", c.Out)
	})
}
