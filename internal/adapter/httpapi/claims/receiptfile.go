package claims

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/payfile"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// mostReceipts bounds a bank's file: the largest batch has a few thousand payments.
const mostReceipts = 8 << 20

// receiptFile declares that a bank's file comes in as it is.
func (a *api) receiptFile(op operation) {
	o := op("upload-receipts", http.MethodPost, "/payments/{batch}/receipts", "The file that the bank or treasury sent back (.csv, .xlsx), found by its headings; all of it counts, or none where a row is wrong; sent again it counts once")
	o.Form, o.Keeps = door.Form{}, true
	door.Zonal(a.Door, o, authority.Redeem, a.uploadReceipts)
}

// ReceiptFileInput is a bank's file of a batch.
type ReceiptFileInput struct {
	door.Upload
	InZone

	Batch string `path:"batch" maxLength:"200" doc:"Number, percent-encoded"`
	As    string `query:"as" maxLength:"100" doc:"Post in which you act"`
	Once  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key, file and words are answered the same and done once"`
}

func (a *api) uploadReceipts(ctx context.Context, c *door.Caller, in *ReceiptFileInput) (*ReceivedOutput, error) {
	var file []byte
	name := ""
	_, err := in.Receive(mostReceipts, door.Form{}, func(f door.File) (err error) {
		name = f.Name
		file, err = io.ReadAll(io.LimitReader(f, mostReceipts+1))
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(file) > mostReceipts {
		return nil, errs.Newf(errs.Invalid, "payment.too_large", "回单文件不能超过 8 MB", "a file of receipts is of 8 MB at most").At("body.file")
	}
	sum := sha256.Sum256(file)
	in.Asked(c, hex.EncodeToString(sum[:]), name)
	receipts, err := payfile.ReadFrom(ctx, bytes.NewReader(file), int64(len(file)), name)
	if err != nil {
		return nil, err
	}
	by, err := a.acting(ctx, c, in.Zone, in.As)
	if err != nil {
		return nil, err
	}
	out := &ReceivedOutput{}
	err = a.Engine.Together(ctx, func(ctx context.Context) (err error) {
		if out.Body, err = a.counter(in.Zone).Receive(ctx, by, in.Batch, receipts); err != nil {
			return err
		}
		return a.Keep(ctx, c, http.StatusOK, "", "", &out.Body)
	})
	return out, err
}
