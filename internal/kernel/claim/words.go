package claim

import (
	"strings"

	"qinlian/internal/base/text"
)

// StepWords are the steps as people call them.
var StepWords = map[Step]text.Text{
	Listed: {Zh: "待确认", En: "listed"}, Confirmed: {Zh: "已确认", En: "confirmed"}, Noticed: {Zh: "已公示", En: "on show"}, Sent: {Zh: "已发指令", En: "with the bank"},
	Paid: {Zh: "已到账", En: "paid"}, Struck: {Zh: "已剔除", En: "struck"}, Clawed: {Zh: "已追回", En: "taken back"},
}

// WhatWords says what happened to a claim.
var WhatWords = map[What]text.Text{
	Open: {Zh: "列入名单或申请", En: "listed or applied for"}, Confirm: {Zh: "确认", En: "confirmed"}, Strike: {Zh: "剔除", En: "struck"}, Notice: {Zh: "公示", En: "put on show"},
	Object: {Zh: "提出异议", En: "objected to"}, Answer: {Zh: "答复异议", En: "objection answered"}, Settle: {Zh: "确认账户", En: "account named"}, Send: {Zh: "发出拨付指令", En: "sent to the bank"},
	Receive: {Zh: "到账", En: "paid"}, Return: {Zh: "退票", En: "returned by the bank"}, ClawBack: {Zh: "追回", En: "taken back"},
	Withdraw: {Zh: "撤回拨付", En: "payment withdrawn"},
}

func stepsIn(steps []Step) (zh, en string) {
	var z, e []string
	for _, s := range steps {
		z, e = append(z, "“"+StepWords[s].Zh+"”"), append(e, StepWords[s].En)
	}
	return strings.Join(z, "或"), strings.Join(e, " or ")
}
