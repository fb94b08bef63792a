package matters

import (
	"context"
	"net/http"

	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
)

// ledger declares how the ledger is proved: a receipt that anybody can check, the signed checkpoint, and the
// verification of everything.
func (a *api) ledger() {
	door.OnMatter(a.Door, door.Operation{
		ID: "read-receipt", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/receipt",
		Summary: "A proof that a matter's event is in the ledger; qinlian verify --receipt checks it without the database", Tag: "ledger",
	}, authority.See, a.receipt)
	door.Public(a.Door, door.Operation{
		ID: "read-checkpoint", Method: http.MethodGet, Path: "/zones/{zone}/checkpoint",
		Summary: "The newest signed checkpoint of the zone's ledger", Tag: "ledger",
	}, a.checkpoint)
}

// ReceiptInput names an event.
type ReceiptInput struct {
	door.InMatter

	Seq int64 `query:"seq" minimum:"0" doc:"Of the event; the last unless given"`
}

// ReceiptOutput is a receipt.
type ReceiptOutput struct{ Body ledger.Receipt }

func (a *api) receipt(ctx context.Context, _ *door.Caller, in *ReceiptInput, m *door.Sight) (*ReceiptOutput, error) {
	r, err := a.Engine.Receipt(ctx, in.Zone, m.State.ID, in.Seq)
	if err != nil {
		return nil, err
	}
	r.Proof = append(tlog.RecordProof{}, r.Proof...) // of the only event there is, an empty one
	if r.Registered != nil {
		r.Registered.Proof = append(tlog.RecordProof{}, r.Registered.Proof...)
	}
	return &ReceiptOutput{Body: r}, nil
}

// CheckpointOutput is a signed note.
type CheckpointOutput struct {
	Body struct {
		Size int64  `json:"size" doc:"Events covered"`
		Note string `json:"note" doc:"Signed note, as golang.org/x/mod/sumdb/note writes it"`
		Key  string `json:"key" doc:"The zone's public key"`
	}
}

func (a *api) checkpoint(ctx context.Context, _ *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*CheckpointOutput, error) {
	z, err := a.Engine.Store().Zone(ctx, in.Zone)
	if err != nil {
		return nil, errs.Newf(errs.NotFound, "zone.unknown", "没有地区“%[1]s”", "there is no zone %[1]q", in.Zone)
	}
	row, err := a.Engine.Store().Checkpoint(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &CheckpointOutput{}
	out.Body.Size, out.Body.Note, out.Body.Key = row.Size, row.Note, z.PublicKey
	return out, nil
}
