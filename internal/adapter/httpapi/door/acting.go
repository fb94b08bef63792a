package door

import (
	"context"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
)

// Act fills in as whom the caller gives a command: the post named, or the only one there can be. A deputy may
// act only while the deputy acts for the post (absence, vacancy), unless the post was delegated to them. Where it is
// refused, one of the caller's posts stands in, so that what else the command would be refused for can be found (Try).
func (d *Door) Act(ctx context.Context, c *Caller, zone, as string, cmd *matter.Command) error {
	posts := c.Subject.Posts
	if len(posts) > 0 {
		cmd.Actor, cmd.Person = posts[0], c.Account.Person
	}
	switch {
	case len(posts) == 0 && c.Account.Machine:
		return errs.Newf(errs.Forbidden, "authority.no_post", "对接系统只能通过工单接口登记事项", "another system can only hand in work orders")
	case len(posts) == 0:
		return errs.Newf(errs.Forbidden, "authority.no_post", "您目前没有任何岗位，不能办理", "you hold no post at present and cannot act")
	case as == "" && len(posts) == 1:
		as = posts[0]
	case as == "":
		mine, err := d.Seated(ctx, c, zone)
		if err != nil {
			return err
		}
		if len(mine) != 1 {
			return errs.Newf(errs.Invalid, "authority.which_post", "您有多个岗位（%[1]s），请在 as 中写明以哪个岗位办理",
				"you hold several posts (%[1]s): say in as which of them acts", strings.Join(posts, "、")).At("body.as")
		}
		as = mine[0]
	case !slices.Contains(posts, as):
		return errs.Newf(errs.Forbidden, "authority.not_your_post", "“%[1]s”不是您的岗位；您的岗位是：%[2]s",
			"%[1]q is not a post of yours; yours are: %[2]s", as, strings.Join(posts, "、")).At("body.as")
	}
	cmd.Actor, cmd.Person = as, c.Account.Person
	if slices.Contains(c.Account.Delegated, as) {
		return nil
	}
	_, view, err := d.Engine.Org(ctx, zone, d.Present(ctx))
	if err != nil {
		return err
	}
	acting, err := view.Holder(as)
	if err != nil {
		return err
	}
	if acting.Person != c.Account.Person {
		return errs.Newf(errs.Forbidden, "authority.holder_present", "“%[1]s”的A岗在岗，B岗此时不能代行；确需代行的，请先登记请假或办理授权",
			"the primary holder of %[1]q is present: the deputy acts only during a recorded absence or by delegation", as).At("body.as")
	}
	return nil
}

// Acting lists the posts in which the caller may act today: those of Seated, and those lent to them.
func (d *Door) Acting(ctx context.Context, c *Caller, zone string) ([]string, error) {
	out, err := d.Seated(ctx, c, zone)
	if err != nil {
		return nil, err
	}
	for _, post := range c.Account.Delegated {
		if slices.Contains(c.Subject.Posts, post) && !slices.Contains(out, post) {
			out = append(out, post)
		}
	}
	return out, nil
}

// Seated lists the caller's posts in which the caller, and nobody else, acts today.
func (d *Door) Seated(ctx context.Context, c *Caller, zone string) ([]string, error) {
	_, view, err := d.Engine.Org(ctx, zone, d.Present(ctx))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, post := range c.Subject.Posts {
		if acting, err := view.Holder(post); err == nil && acting.Person == c.Account.Person {
			out = append(out, post)
		}
	}
	return out, nil
}
