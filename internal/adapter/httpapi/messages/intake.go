package messages

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// intake declares how another system, the 12345 hotline above all, hands in work orders.
func (a *api) intake() {
	door.Zonal(a.Door, door.Operation{
		ID: "hand-in-order", Method: http.MethodPost, Path: "/zones/{zone}/intake/{sender}", Tag: "intake", MostBody: intake.MaxBytes, Unread: true,
		Summary: "Hand in a work order (docs/intake.md); the sender's number makes it idempotent",
	}, authority.Intake, a.handIn)
}

// OrderInput is a work order as its sender writes it.
type OrderInput struct {
	InZone

	Sender  string `path:"sender" maxLength:"64" doc:"Name of the sender in the configuration, such as 12345"`
	RawBody []byte `contentType:"application/json"`
}

// ReceiptOutput says which matter the order became.
type ReceiptOutput struct{ Body intake.Receipt }

func (a *api) handIn(ctx context.Context, _ *door.Caller, in *OrderInput) (*ReceiptOutput, error) {
	mapping := a.Senders[in.Zone][in.Sender]
	if mapping == nil {
		return nil, errs.Newf(errs.NotFound, "intake.unknown_sender", "没有配置工单来源“%[1]s”，请先在配置文件 intake 中写明", "no sender of work orders %[1]q is configured: name it in the configuration's intake", in.Sender)
	}
	r, err := a.Intake.Receive(ctx, in.Zone, mapping, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &ReceiptOutput{Body: r}, nil
}
