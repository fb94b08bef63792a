package workbook

import (
	"context"
	"encoding/json"
	"fmt"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// mostCorrections is how many cells may be corrected at the desk; who has more of them corrects the file.
const mostCorrections = 2_000

// Correct begins the dry run anew with these cells read as somebody wrote them, in place of any corrections before. The file
// stays as it was sent. An import that was confirmed is not corrected any more. then runs in the same transaction.
func (d *Desk) Correct(ctx context.Context, zone, person, importID string, corrections sheet.Corrections, lang text.Lang, then func(ctx context.Context, e *Entry) error) (out *Entry, err error) {
	ctx = database.InZone(ctx, zone)
	if len(corrections) > mostCorrections {
		return nil, errs.Newf(errs.Invalid, "import.too_many_corrections", "一次最多更正 %[1]d 格；请改正文件后重新上传", "%[1]d cells may be corrected here: correct the file and send it again", mostCorrections).At("body.corrections")
	}
	if err := corrections.Check(); err != nil {
		return nil, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context) error {
		if err := d.DB.Lock(ctx, "import/"+zone+"/"+importID); err != nil {
			return err
		}
		e, err := d.Read(ctx, zone, person, importID)
		if err != nil {
			return err
		}
		if e.Real != nil && e.Real.State != jobs.Failed {
			return errs.Newf(errs.Conflict, "import.confirmed", "已经确认导入，不能再更正；请另行上传", "it was confirmed and is not corrected any more: send the ledger anew")
		}
		if e.Dry.State == jobs.Waiting || e.Dry.State == jobs.Running {
			return errs.Newf(errs.Conflict, "import.being_tried", "正在试导入，请等它完成", "a dry run is under way: wait for its end")
		}
		e.Order.Corrections, e.Real = corrections, nil
		options, err := json.Marshal(e.Order)
		if err != nil {
			return fmt.Errorf("correct an import: %w", err)
		}
		if e.Dry, err = d.begin(ctx, zone, e, true, lang); err != nil {
			return err
		}
		_, err = d.DB.Conn(ctx).NewUpdate().TableExpr("imports").Set("options = ?", string(options)).Set("dry_task = ?", e.Dry.ID).Set("real_task = ''").
			Where("zone_id = ? AND id = ?", zone, importID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("correct an import: %w", err)
		}
		out = e
		return then(ctx, e)
	})
	return out, err
}
