package app

import (
	"context"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
)

// outsidersZone is the zone of the demonstration whose kinds concern an enterprise and a citizen.
const outsidersZone = "shangrao-etdz"

// Applicants of the demonstration, as their accounts and their matters name them.
const (
	demoEnterprise = "enterprise-1"
	demoCitizen    = "citizen-1"
)

// benefitsZone is the zone of the demonstration that has enterprises and clauses that they are tried on.
const benefitsZone = "ganzhou-city"

// demoFirm is the enterprise of that zone that has an account.
const demoFirm = "示例电子001有限公司"

// outsiders are accounts of the demonstration for those who have no post.
var outsiders = []struct {
	zone    string
	kind    identity.Kind
	title   string
	role    text.Text
	parties []string
}{
	{outsidersZone, identity.Enterprise, "某光学企业（示例）", text.Text{Zh: "企业", En: "enterprise"}, []string{demoEnterprise}},
	{outsidersZone, identity.Citizen, "来访群众（示例）", text.Text{Zh: "群众", En: "citizen"}, []string{demoCitizen}},
	{outsidersZone, identity.Machine, "12345 热线平台（示例）", text.Text{Zh: "对接系统", En: "another system"}, nil},
	{benefitsZone, identity.Enterprise, demoFirm, text.Text{Zh: "企业", En: "enterprise"}, []string{demoFirm}},
}

// visitOffice registers what the enterprise and the citizen of the demonstration brought to the office today, so that
// they have something to see.
func (a *App) visitOffice(ctx context.Context) error {
	appeal := matter.Command{Name: "register", Kind: "appeal", Actor: "安商办主任"}
	appeal.Title, appeal.Brief, appeal.Applicant = "厂区门口道路破损", "请协调修复", demoEnterprise
	appeal.Owner, appeal.LeadUnit, appeal.Fields = "一组挂点干部", "asb", map[string]any{"enterprise": "某光学企业（示例）"}
	issue := matter.Command{Name: "register", Kind: "survey-issue", Actor: "改革办主任"}
	issue.Title, issue.Place, issue.Applicant = "小区门前公交末班过早", "兴园街道", demoCitizen
	issue.Fields = map[string]any{"surveyed": "村组社区", "surveyor": "一组挂点干部"}
	for _, c := range []matter.Command{appeal, issue} {
		c.At = a.Engine.NowIn(outsidersZone)
		if _, err := a.Engine.Do(ctx, outsidersZone, c); err != nil {
			return err
		}
	}
	return nil
}

// demoTokenDays is for how long the token of the demonstration's hotline holds.
const demoTokenDays = 30

// handInToken gives another system the token with which it hands in work orders.
func handInToken(ctx context.Context, d *identity.Directory, account string) (string, error) {
	token, _, err := d.IssueToken(ctx, identity.By{Account: identity.Installation}, account, "12345 工单", []authority.Capability{authority.Intake}, clock.System().AddDate(0, 0, demoTokenDays))
	return token, err
}
