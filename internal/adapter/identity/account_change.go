package identity

import (
	"context"
	"fmt"
	"slices"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Open opens an account as pending: a security administrator must admit it. A system administrator's to do.
func (d *Directory) Open(ctx context.Context, by By, draft *Draft) (*Account, error) {
	var a *Account
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := d.duty(ctx, by, SystemAdmin, draft.Zone); err != nil {
			return err
		}
		var err error
		a, err = d.insert(ctx, by, draft, Pending)
		return err
	})
	return a, err
}

// insert stores a new account with its line of the log.
func (d *Directory) insert(ctx context.Context, by By, draft *Draft, state State) (*Account, error) {
	a := &Account{ID: d.config.NewID(), State: state, CreatedAt: d.instant(), CreatedBy: by.Account, Version: 1}
	a.apply(draft)
	if err := d.sound(ctx, a, ""); err != nil {
		return nil, err
	}
	if _, err := d.db.Conn(ctx).NewInsert().Model(a).Exec(ctx); err != nil {
		return nil, d.explainTaken(a, err)
	}
	return a, d.note(ctx, by, a.Zone, "account.opened", a.ID, a.describe())
}

// sound lists everything that is wrong with an account that was of a zone before, or of none.
func (d *Directory) sound(ctx context.Context, a *Account, before string) error {
	faults := a.faults()
	if a.Zone != before && d.config.Zones != nil {
		zones, err := d.config.Zones(ctx)
		if err != nil {
			return err
		}
		if len(zones) > 0 && !slices.Contains(zones, a.Zone) {
			faults = append(faults, invalid("identity.unknown_zone", "zone", "没有地区“%[1]s”，请核对；新地区先用 qinlian apply 启用机制，再开户", "there is no zone %[1]q: check its name, or begin it with its mechanisms (qinlian apply) before its accounts", a.Zone))
		}
	}
	return faults.Err()
}

// explainTaken tells which of the unique things is there already. The statement failed and its transaction with
// it, so nothing more can be read there; the draft says which it can be.
func (d *Directory) explainTaken(a *Account, err error) error {
	if !database.IsUnique(err) {
		return fmt.Errorf("store account %s: %w", a.ID, err)
	}
	zh, en := "", ""
	switch {
	case a.Admin != NoAdmin:
		zh, en = "，或该责任人已是三员之一（一人不得兼任两员）", ", or this holder is one of the three administrators already (nobody may be two of them)"
	case a.Person != "":
		zh, en = "，或该人员已有账号（一人一号）", ", or this person has an account already (one each)"
	}
	return errs.Newf(errs.Conflict, "identity.taken", "登录名“%[1]s”已被使用%[2]s；请更换或先注销旧账号", "the login %[1]q is in use%[3]s: choose another, or close the old account first", a.Login, zh, en).At("login").Because(err)
}

// describe is what the log says of an account: never a password.
func (a *Account) describe() Detail {
	return Detail{"login": a.Login, "title": a.Title, "zone": a.Zone, "kind": string(a.Kind), "admin": string(a.Admin), "person": a.Person, "holder": a.Holder, "state": string(a.State), "parties": list(a.Parties)}
}

// Amend changes what an account says of itself. Whatever changes what it may do (zone, kind, person, parties) or who
// comes in by it (the login, which a provider may vouch for) makes it pending again and ends its visits and tokens;
// which administrator it is cannot change. One that stands for somebody else begins anew, without the password and
// factors of whoever had it. Version 0 changes whatever is there. A system administrator's to do.
func (d *Directory) Amend(ctx context.Context, by By, account string, version int64, draft *Draft) (*Account, error) {
	return d.change(ctx, by, SystemAdmin, account, version, "account.amended", func(ctx context.Context, _, a *Account) error {
		old := *a
		a.apply(draft)
		if a.Admin != old.Admin {
			return invalid("identity.admin_fixed", "admin", "不能改变账号的三员身份：请注销后另开账号", "which administrator an account is cannot change: close it and open another")
		}
		if err := d.sound(ctx, a, old.Zone); err != nil {
			return err
		}
		if a.Zone != old.Zone { // the administrator must be of both
			if _, err := d.duty(ctx, by, SystemAdmin, a.Zone); err != nil {
				return err
			}
		}
		another := a.Zone != old.Zone || a.Kind != old.Kind || a.Person != old.Person || a.Holder != old.Holder
		renamed := a.Login != old.Login && a.Admin == NoAdmin // no provider lets an administrator in by it
		if !another && !renamed && list(a.Parties) == list(old.Parties) {
			return nil
		}
		if err := d.notLast(ctx, &old); err != nil {
			return err
		}
		a.AdmittedBy = ""
		a.settle()
		if another {
			a.Password, a.ResetBy = "", ""
			if err := d.dropFactors(ctx, a.ID); err != nil {
				return err
			}
		}
		return d.expel(ctx, a.ID, "", true)
	})
}

// Admit lets a pending account in. A security administrator's to do, and not the one's who opened it or holds it.
func (d *Directory) Admit(ctx context.Context, by By, account string, version int64) (*Account, error) {
	return d.change(ctx, by, SecurityAdmin, account, version, "account.admitted", func(_ context.Context, acting, a *Account) error {
		if acting.ID == a.CreatedBy || acting.ID == a.ID {
			return errs.Newf(errs.Refused, "identity.four_eyes", "开户与核准须由两人分别办理", "whoever opened the account may not admit it: two people are needed")
		}
		if a.State == Pending && a.AdmittedBy != "" {
			return a.shut()
		}
		a.AdmittedBy = acting.ID
		return a.move(Open, Pending)
	})
}

// Lock keeps an account out until Unlock, ends its visits; its tokens do not work meanwhile.
func (d *Directory) Lock(ctx context.Context, by By, account string, version int64) (*Account, error) {
	return d.change(ctx, by, SecurityAdmin, account, version, "account.locked", func(ctx context.Context, _, a *Account) error {
		if err := d.notLast(ctx, a); err != nil {
			return err
		}
		if err := a.move(Locked, Open, Pending); err != nil {
			return err
		}
		return d.expel(ctx, a.ID, "", false)
	})
}

// Unlock opens a locked account again, and forgets failures that keep anybody out: one that is open, too.
func (d *Directory) Unlock(ctx context.Context, by By, account string, version int64) (*Account, error) {
	return d.change(ctx, by, SecurityAdmin, account, version, "account.unlocked", func(ctx context.Context, _, a *Account) error {
		if err := a.move(Open, Locked, Open); err != nil {
			return err
		}
		return d.forgive(ctx, d.failureKeys(a)...)
	})
}

// Close ends an account for ever; its login stays taken. A system administrator's to do.
func (d *Directory) Close(ctx context.Context, by By, account string, version int64) (*Account, error) {
	return d.change(ctx, by, SystemAdmin, account, version, "account.closed", func(ctx context.Context, _, a *Account) error {
		if err := d.notLast(ctx, a); err != nil {
			return err
		}
		if err := a.move(Closed, Pending, Open, Locked); err != nil {
			return err
		}
		a.Password = ""
		if err := d.dropFactors(ctx, a.ID); err != nil {
			return err
		}
		return d.expel(ctx, a.ID, "", true)
	})
}

// SignOutAccount ends all visits of another's account; tokens stay. A security administrator's to do.
func (d *Directory) SignOutAccount(ctx context.Context, by By, account string) error {
	_, err := d.change(ctx, by, SecurityAdmin, account, 0, "account.signed_out", func(ctx context.Context, _, a *Account) error {
		return d.expel(ctx, a.ID, "", false)
	})
	return err
}

// move changes the state, from one of those given.
func (a *Account) move(to State, from ...State) error {
	if !slices.Contains(from, a.State) {
		return errs.Newf(errs.Conflict, "identity.state", "账号当前为“%[1]s”状态，不能这样操作", "the account is %[2]s and this cannot be done to it", stateTitles[a.State].In(text.Zh), a.State)
	}
	a.State = to
	a.settle()
	return nil
}

// settle makes an account wait that somebody still has to admit.
func (a *Account) settle() {
	if a.State == Open && (a.AdmittedBy == "" || a.ResetBy != "") {
		a.State = Pending
	}
}

var stateTitles = map[State]text.Text{
	Pending: {Zh: "待核准", En: "pending"}, Open: {Zh: "正常", En: "open"}, Locked: {Zh: "锁定", En: "locked"}, Closed: {Zh: "已注销", En: "closed"},
}

// change loads an account, lets fn alter it, and stores it with its line of the log, all in one transaction.
func (d *Directory) change(ctx context.Context, by By, duty Admin, account string, version int64, action string, fn func(ctx context.Context, acting, a *Account) error) (*Account, error) {
	var a *Account
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.db.Lock(ctx, "identity/accounts"); err != nil { // changes are rare and look at each other
			return err
		}
		var err error
		if a, err = d.Account(ctx, account); err != nil {
			return err
		}
		acting, err := d.duty(ctx, by, duty, a.Zone)
		if err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return errChanged
		}
		old := a.describe()
		if err := fn(ctx, acting, a); err != nil {
			return err
		}
		if err := d.save(ctx, a); err != nil {
			return err
		}
		return d.note(ctx, by, a.Zone, action, a.ID, differences(old, a.describe()))
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// differences are the members that changed, as "old → new".
func differences(old, now Detail) Detail {
	out := Detail{}
	for k, v := range now {
		if old[k] != v {
			out[k] = old[k] + " → " + v
		}
	}
	return out
}

// save writes an account back as the next version.
func (d *Directory) save(ctx context.Context, a *Account) error {
	a.Version++
	result, err := d.db.Conn(ctx).NewUpdate().Model(a).WherePK().Where("version = ?", a.Version-1).Exec(ctx)
	if err != nil {
		return d.explainTaken(a, err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errChanged.Because(err)
	}
	return nil
}

// duty finds who acts and refuses whoever is not the administrator wanted, open, and of the zone. The
// Installation stands for the security administrator when it resets what nobody else can, and for no other.
func (d *Directory) duty(ctx context.Context, by By, wanted Admin, zone string) (*Account, error) {
	if by.Account == Installation && wanted == SecurityAdmin {
		return &Account{ID: Installation, Admin: SecurityAdmin, State: Open}, nil
	}
	a, err := d.Account(ctx, by.Account)
	if errs.Is(err, errAbsent.Code) {
		return nil, needs(wanted)
	}
	if err != nil {
		return nil, err
	}
	if a.Admin != wanted || a.State != Open || a.Zone != "" && a.Zone != zone {
		return nil, needs(wanted)
	}
	return a, nil
}

// notLast refuses to take away the last open administrator of a sort: nobody could let the next one in.
func (d *Directory) notLast(ctx context.Context, a *Account) error {
	if a.Admin == NoAdmin || a.State != Open {
		return nil
	}
	others, err := d.db.Conn(ctx).NewSelect().Model((*Account)(nil)).
		Where("admin = ? AND zone_id IN ('', ?) AND state = ? AND id <> ?", a.Admin, a.Zone, Open, a.ID).Count(ctx)
	if err != nil || others > 0 {
		return err
	}
	t := adminTitles[a.Admin]
	return errs.Newf(errs.Refused, "identity.last_admin", "这是唯一的%[1]s，请先另开并核准一个", "this is the only %[2]s: open and admit another one first", t.In(text.Zh), t.In(text.En))
}
