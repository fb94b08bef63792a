package cli

import "qinlian/internal/base/text"

// topicWords are what "qinlian help TOPIC" prints; the first line is the title.
var topicWords = map[string]text.Text{
	"topic_exit_codes": zhEn(`退出码
  0    成功
  1    被机制拒绝，或文件中有错误（check、import、apply 等）
  2    用法有误：选项、参数或给出的值不对
  3    查无此事：编号、文件、地区、岗位不存在
  4    冲突：已存在，或别人先改了；数据库忙或连不上，稍后再试
  5    台账校验不符：被改动、删除或插入
  6    无权办理：应由别的岗位办
  70   程序内部错误
  130  被中断（Ctrl-C）`, `Exit codes
  0    done
  1    refused by a mechanism, or faults found in a file (check, import, apply …)
  2    usage: a flag, an argument or a value given is wrong
  3    not found: no such number, file, zone or post
  4    conflict: it exists already, or somebody else was faster; the database is busy or cannot be reached: try again
  5    the ledger does not verify: altered, deleted or inserted
  6    not allowed: another post must do it
  70   internal error
  130  interrupted (Ctrl-C)`),
	"topic_import": zhEn(`导入规则
  · 种类取自 --kind（编号或中文名称），其次是类别列中与种类名称相同的一项，再次是 zone.yaml 的 import: { categories, default };
    都没有的，列出可选种类，整个文件报一处错误。
  · 牵头单位必须在机构文件中找到，找不到即为错误；靠去前缀或旧名认出的，列为“请核对”。
  · 责任人写岗位的照用；写单位的取其负责人；其余取牵头单位负责人，并列为“请核对”；没写的只登记、不交办；
    整张表没有责任人一栏的，由牵头单位负责人负责，全表列一处“请核对”。
  · 新行：登记 → 交办 → （须签收的）代签收 → 反馈 → 办结。机制拒绝哪一步，就停在哪一步并说明理由。
    写“已完成”而没有佐证的，机制不许办结时按已反馈、进度 100% 记，并列为“请核对”。
  · 销号须由他人核验：台账写“销号”的，只记办结，待核验。
  · 台账换了文件名会重复登记：没写 --ledger 而内容与已导入的某本相同（至少三行且过半，或文件一模一样）的，列为错误；
    接着更新加 --ledger 旧台账名，确是另一本加 --ledger 新名。
  · 再次导入凭“台账名+行的编号（或序号、名称）”认行，逐格比较：新进展记反馈，换了单位或责任人的转办，改了时限的申请调整
    （本岗位有权的当即批准，基线保留），写“已撤销”的撤销，理由一律写明单元格；试导入时列出“原为 → 改为”。
    岗位无权办的、机制拒绝的、须会议决议的，列为“请核对”并写出应当使用的命令，计入“不一致”。
    完成率下降、时限改动照办并列为“请核对”；上次有、这次没有的行和工作表逐项列出，事项照旧，不撤销。
    事项以前有过的值不算新变动（是台账未更新）。同一文件再导一次，什么也不变；与现状一致的存疑不再列出。
  · 导出的台账可原样导回：编号照用（本年的须连续），灯、系统期限和来源由系统得出，不导入。
  · 有一处错误，整个文件一行也不导入；--dry-run 走完全程但不写入，逐格列出读到什么、当作什么。
  · 每件事项的“来源”记着台账名、关键字、文件名、工作表、行号和文件的 SHA-256。`, `How an import works
  · The kind is that of --kind (id or title), else the one that a category of the row is called after, else what
    import: { categories, default } in zone.yaml says; where none can be told the file has one error that lists the kinds.
  · The lead unit must be in the org file, else it is an error; one known by a prefix or a former name is an assumption.
  · An owner that is a post is taken; of a unit its head; else the head of the lead unit, as an assumption; a row without one is
    registered and not assigned; where there is no column of owners the head of the lead unit answers, told once.
  · A new row is registered, assigned, (where the kind insists) accepted, reported on and completed. Where the mechanism refuses
    a step the row stays there, and the reason is told. What is called done without evidence, and may not be completed, is
    reported with a progress of 100 %.
  · A ledger under another file name would be registered twice: without --ledger, a file that agrees with a known ledger (three
    rows and half of them, or the very same bytes) is an error; --ledger OLD continues it, --ledger NEW keeps it apart.
  · A close-out takes somebody else's eyes: what the ledger calls closed is completed and awaits verification.
  · A row is known again by the ledger's name and its own number (or ordinal, or title), and compared cell by cell: new progress is
    reported, another unit or owner handed the matter, another due date asked for (and approved where the post may; the baseline
    stays), what the ledger calls withdrawn is withdrawn; the cell is the reason. A dry run shows was → now.
    What takes another post, a session, or what the mechanism refuses is an assumption that names the command: a row that differs.
    A rate that falls and a due date that moves are told besides; rows and sheets that are gone are listed, and nothing is withdrawn.
    A value the matter has had before is no news. The same file again changes nothing; doubts that agree with the matter are not told.
  · An exported ledger can be imported as it is: numbers are kept (those of this year must leave no gap), light, counted deadline and origin are not read.
  · With one error nothing of the file is imported; --dry-run goes all the way, writes nothing and lists every doubtful cell.
  · The origin of each matter keeps the ledger's name, key, file, sheet, row and the file's SHA-256.`),
	"topic_time": zhEn(`时间与期限
  · 时刻写作 2023-06-12、"2023-06-12 08:30"（北京时间）或 RFC 3339；只写日期指当天上班时刻。
  · --at 使命令按该时刻办理；台账另记实际写入时间，补记看得出来。
  · 期限：20wd 工作日，0.5wd 半个工作日，8h 工作小时，24ch 自然小时，15d 日，3mo 月；起算当天不计，末日逢休顺延。
    工作日和小时可带 .5（1.5wd 至第二个工作日中午），日、月须为整数；0d 指当日；不收负数、0.25wd、0wd、0h。
    最长 25000wd、250000h、1000000ch、36500d、1200mo。月对应日，没有的取月末（1月31日起 1mo 至2月末），再顺延。
  · 0.5wd 至起算时刻之后开始的第一个半日终了：9:00 收到的至当日下班，下午收到的至次一工作日中午。
    只写日期等于当日上班时刻，所以 2026-03-02 起 0.5wd 至 2026-03-02 下班，8h 至 2026-03-03。
  · calendar due --from 带时刻的，下班后和休息日收到的按次一工作日收到计（after_hours），上班前收到的按当日计；
    自然小时不停。只写日期的照所写的日期起算，休息日也一样。
  · 暂停写 A..B，首尾两天都不计时；可有几段，重叠的只算一次，起算前、到期后的不影响。
  · 没有放假通知的年份按周一至周五，结果标“暂估”（--json 为 provisional）。
  · calendar due --stdin 每读一行答一行：日期；读不出的答 error，原因在标准错误；空行和 # 注释答空行；
    首行表头 from,… 答 due。有读不出的行时退出码为 1。`, `Time and limits
  · A time is written 2023-06-12, "2023-06-12 08:30" (Beijing time) or RFC 3339; a date alone means the start of work.
  · --at lets a command act at that time; the ledger also keeps when it was really written, so that back-dating shows.
  · Limits: 20wd working days, 0.5wd, 8h working hours, 24ch clock hours, 15d days, 3mo months; the first day is not counted, a last
    day off moves on. Working days and hours may end in .5 (1.5wd ends at noon of the second working day), days and months are
    whole; 0d is the same day; negative amounts, 0.25wd, 0wd and 0h are refused. The most is 25000wd, 250000h, 1000000ch,
    36500d, 1200mo. A month ends on the same day of the month, or on its last (31 January + 1mo is the end of February), then moves on.
  · 0.5wd ends with the first half day that begins after the start: what came in at 9:00 is due at the end of work, what came in
    during the afternoon at noon of the next working day. A date alone is the start of work on it, so that 0.5wd from 2026-03-02 ends
    with work on 2026-03-02, and 8h on 2026-03-03.
  · calendar due --from with a time: what comes in after work or on a day off counts as received on the next working day
    (after_hours), what comes in before work on the same day; clock hours never stop. A date alone is taken as it is named, also
    a day off.
  · A suspension A..B does not count from its first to its last day. There may be several; where they overlap they count once, and
    before the start or after the deadline they change nothing.
  · Of a year without a notice Mondays to Fridays are counted, and the answer is provisional (so with --json).
  · calendar due --stdin answers each line by one line: the date; error where it cannot be read, with the reason on standard error;
    nothing for an empty line or a # comment; due for a heading "from,…" on the first line. The exit code is 1 where a line was wrong.`),
	"topic_environment": zhEn(`环境变量
  QINLIAN_DB       数据库，同 --db；不设则用配置文件里的 db
  QINLIAN_CONFIG   配置文件，同 --config；其他设置各有变量，如 QINLIAN_LISTEN，见 qinlian config example
  QINLIAN_ZONE     地区，同 --zone
  QINLIAN_AS       岗位，同 --as
  QINLIAN_AT       办理时刻，同 --at
  QINLIAN_VERBOSE  同 --verbose
  QINLIAN_LOG      记录文件，同 --log
  COLUMNS          输出不是终端时的行宽
  LANG             en 开头用英文，否则用中文（LC_ALL、LC_MESSAGES 优先）
  NO_COLOR         不用颜色`, `Environment
  QINLIAN_DB       database, as --db; db of the configuration file where it is not set
  QINLIAN_CONFIG   configuration file, as --config; each setting has a variable such as QINLIAN_LISTEN: see qinlian config example
  QINLIAN_ZONE     zone, as --zone
  QINLIAN_AS       post, as --as
  QINLIAN_AT       instant, as --at
  QINLIAN_VERBOSE  as --verbose
  QINLIAN_LOG      file of the log, as --log
  COLUMNS          width of lines where the output is no terminal
  LANG             English where it begins with en, Chinese otherwise (LC_ALL and LC_MESSAGES come first)
  NO_COLOR         no colours`),
}
