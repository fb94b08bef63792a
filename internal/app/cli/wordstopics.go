package cli

import "qinlian/internal/base/text"

// topicWords are what "qinlian help TOPIC" prints; the first line is the title.
var topicWords = map[string]text.Text{
	"topic_exit_codes": zhEn(`退出码
  0    成功
  1    被机制拒绝,或文件中有错误(check、import、apply 等)
  2    用法有误:选项、参数或给出的值不对
  3    查无此事:编号、文件、地区、岗位不存在
  4    冲突:已存在,或别人先改了
  5    台账校验不符:被改动、删除或插入
  6    无权办理:应由别的岗位办
  70   程序内部错误
  130  被中断(Ctrl-C)`, `Exit codes
  0    done
  1    refused by a mechanism, or faults found in a file (check, import, apply …)
  2    usage: a flag, an argument or a value given is wrong
  3    not found: no such number, file, zone or post
  4    conflict: it exists already, or somebody else was faster
  5    the ledger does not verify: altered, deleted or inserted
  6    not allowed: another post must do it
  70   internal error
  130  interrupted (Ctrl-C)`),
	"topic_import": zhEn(`导入规则
  · 种类取自 --kind,或类别列中与种类名称相同的一项。
  · 牵头单位必须在机构文件中找到,找不到即为错误;靠去前缀或旧名认出的,列为“请核对”。
  · 责任人写岗位的照用;写单位的取其负责人;其余取牵头单位负责人,并列为“请核对”;没写的只登记、不交办。
  · 新行:登记 → 交办 → (须签收的)代签收 → 反馈 → 办结。机制拒绝哪一步,就停在哪一步并说明理由。
  · 销号须由他人核验:台账写“销号”的,只记办结,待核验。
  · 再次导入凭“台账名+行的编号(或序号、名称)”认行:进展有变的记一次反馈;时限、责任人、紧急程度变了的,
    不自动更改,列出应当使用的命令。同一文件再导一次,什么也不变。
  · 有一处错误,整个文件一行也不导入;--dry-run 走完全程但不写入,逐格列出读到什么、当作什么。
  · 每件事项的“来源”记着台账名、关键字、文件名、工作表、行号和文件的 SHA-256。`, `How an import works
  · The kind is that of --kind, or the one that a category of the row is called after.
  · The lead unit must be in the org file, else it is an error; one known by a prefix or a former name is an assumption.
  · An owner that is a post is taken; of a unit its head; else the head of the lead unit, as an assumption; a row without one is
    registered and not assigned.
  · A new row is registered, assigned, (where the kind insists) accepted, reported on and completed. Where the mechanism refuses
    a step the row stays there, and the reason is told.
  · A close-out takes somebody else's eyes: what the ledger calls closed is completed and awaits verification.
  · A row is known again by the ledger's name and its own number (or ordinal, or title): new progress is reported; a changed due
    date, owner or urgency is not touched, and the command that would is named. The same file again changes nothing.
  · With one error nothing of the file is imported; --dry-run goes all the way, writes nothing and lists every doubtful cell.
  · The origin of each matter keeps the ledger's name, key, file, sheet, row and the file's SHA-256.`),
	"topic_time": zhEn(`时间与期限
  · 时刻写作 2023-06-12、"2023-06-12 08:30"(北京时间)或 RFC 3339;只写日期指当天上班时刻。
  · --at 使命令按该时刻办理;台账另记实际写入时间,补记看得出来。
  · 期限:20wd 工作日,0.5wd 半个工作日,8h 工作小时,15d 日,3mo 月;起算当天不计,末日逢休顺延。
  · 暂停写 A..B,首尾两天都不计时。没有放假通知的年份,结果标“暂估”。`, `Time and limits
  · A time is written 2023-06-12, "2023-06-12 08:30" (Beijing time) or RFC 3339; a date alone means the start of work.
  · --at lets a command act at that time; the ledger also keeps when it was really written, so that back-dating shows.
  · Limits: 20wd working days, 0.5wd, 8h working hours, 15d days, 3mo months; the first day is not counted, a last day off moves on.
  · A suspension A..B does not count from its first to its last day. A year without a notice makes the answer provisional.`),
	"topic_environment": zhEn(`环境变量
  QINLIAN_DB    数据库,同 --db
  QINLIAN_ZONE  地区,同 --zone
  QINLIAN_AS    岗位,同 --as
  LANG          en 开头用英文,否则用中文(LC_ALL、LC_MESSAGES 优先)
  NO_COLOR      不用颜色`, `Environment
  QINLIAN_DB    database, as --db
  QINLIAN_ZONE  zone, as --zone
  QINLIAN_AS    post, as --as
  LANG          English where it begins with en, Chinese otherwise (LC_ALL and LC_MESSAGES come first)
  NO_COLOR      no colours`),
}
