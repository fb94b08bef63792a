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

func stepsIn(steps []Step) (zh, en string) {
	var z, e []string
	for _, s := range steps {
		z, e = append(z, "“"+StepWords[s].Zh+"”"), append(e, StepWords[s].En)
	}
	return strings.Join(z, "或"), strings.Join(e, " or ")
}
