package identity

import (
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// The faults that more than one place returns. What is said before somebody has proved who they are must be the
// same whether the account exists or not.
var (
	errWrong = errs.Newf(errs.Forbidden, "identity.wrong", "账号或口令不正确，请核对后重试；忘记口令请联系安全管理员重置",
		"the login or the password is not right: check both and try again, or ask the security administrator for a new password")
	errSignIn  = errs.Newf(errs.Forbidden, "identity.sign_in", "尚未登录或登录已过期，请重新登录", "you are not signed in, or it has expired: sign in again")
	errCode    = errs.Newf(errs.Forbidden, "identity.wrong_code", "验证码不正确或已用过，请等下一个验证码", "the code is not right or was used already: wait for the next one")
	errToken   = errs.Newf(errs.Forbidden, "identity.token", "接口令牌无效、已过期或已吊销，请重新申请", "the API token is unknown, has expired or was revoked: ask for a new one")
	errConfirm = errs.Newf(errs.Forbidden, "identity.confirm", "此操作须先再次验证身份：请输入口令或验证码后重试", "prove once more that it is you before this: give your password or code, then try again")
	errChanged = errs.Newf(errs.Conflict, "identity.changed", "账号刚被他人修改，请刷新后重试", "the account has just been changed by somebody else: load it again and retry")
	errAbsent  = errs.Newf(errs.NotFound, "identity.no_account", "没有这个账号", "there is no such account")
	errNotYou  = errs.Newf(errs.Forbidden, "identity.not_allowed", "您的账号无权做这项操作", "your account may not do this")
	errExpired = errs.Newf(errs.Forbidden, "identity.ceremony", "这一步已超时或不是在本浏览器中开始的，请从头再来", "this step took too long or was not begun in this browser: start again")
	errKey     = errs.Newf(errs.Forbidden, "identity.security_key", "安全密钥未通过验证，请换一把已登记的密钥或改用验证码", "the security key was not accepted: use another registered one, or a code")
)

// tooMany tells how long to wait, in whole minutes, rounded up.
func tooMany(wait time.Duration) *errs.Error {
	minutes := max(1, int((wait+time.Minute-1)/time.Minute))
	return errs.Newf(errs.Forbidden, "identity.too_many", "尝试次数过多，请 %d 分钟后再试，或联系安全管理员", "too many attempts: try again in %d minutes, or ask the security administrator", minutes)
}

var errBusyAddress = errs.Newf(errs.Forbidden, "identity.too_fast", "来自您所在网络的尝试过于频繁，请稍候再试", "too many attempts come from your network: wait a moment and try again")

// stateFaults say why an account that proved itself cannot come in.
var stateFaults = map[State]*errs.Error{
	Pending: errs.Newf(errs.Forbidden, "identity.pending", "账号尚待安全管理员核准", "the account still waits for the security administrator to admit it"),
	Locked:  errs.Newf(errs.Forbidden, "identity.locked", "账号已被安全管理员锁定，请与其联系", "the account was locked by the security administrator: ask them"),
	Closed:  errs.Newf(errs.Forbidden, "identity.closed", "账号已注销", "the account is closed"),
}

var errReset = errs.Newf(errs.Forbidden, "identity.pending", "账号的口令或验证方式刚由安全管理员重置，尚待系统管理员复核", "the account was given a new way in by the security administrator and waits for the system administrator to admit it")

// shut says why nobody comes in by an account.
func (a *Account) shut() error {
	if a.State == Pending && a.AdmittedBy != "" {
		return errReset
	}
	return stateFaults[a.State]
}

func invalid(code, where, zh, en string, args ...any) *errs.Error {
	return errs.Newf(errs.Invalid, code, zh, en, args...).At(where)
}

func needs(duty Admin) *errs.Error {
	t := adminTitles[duty]
	return errs.Newf(errs.Forbidden, "identity.duty", "这是%[1]s的职责，您的账号无权操作", "this is for the %[2]s; your account may not do it", t.In(text.Zh), t.In(text.En))
}

func list(words []string) string { return strings.Join(words, ", ") }
