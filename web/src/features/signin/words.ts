import { words } from "@/words/words";

export const useSignInWords = words(
  "signin",
  {
    ended: "登录已结束（时间到了，或在别处被结束）。请重新登录，回到刚才的页面。", product: "勤廉", motto: "事事有人管，件件有着落", language: "English", login: "登录名", password: "口令", enter: "登录", with: "用{{name}}登录", forgotten: "忘记口令请联系安全管理员重置。",
    code: "动态验证码或恢复码", use_key: "使用安全密钥", over: "换一个账号登录", code_hint: "验证码在手机的身份验证器里，每 30 秒一换；手机不在身边时可用一个恢复码。",
    enrol: "您的岗位须有第二道验证。请用手机的身份验证器扫描二维码，再输入它显示的六位数字。", enrol_code: "六位验证码", confirm: "确认",
    recovery: "请抄下这些恢复码并妥善保管，每个只能用一次，这里只显示这一次。", recovery_kept: "已抄下，进入系统",
    new_password_why: "您的口令由他人发放或已过期，请先换一个自己的口令。", old_password: "现在的口令", new_password: "新口令", password_rule: "至少 12 个字符；或 8 个字符，含大写、小写、数字、符号中的三种。",
  },
  {
    ended: "Your visit has ended (its time was up, or it was ended elsewhere). Sign in again to go on where you were.", product: "Qinlian", motto: "Every task has an owner and an end", language: "中文", login: "Login name", password: "Password", enter: "Sign in", with: "Sign in with {{name}}", forgotten: "Forgot your password? Ask the security administrator to reset it.",
    code: "One-time code or recovery code", use_key: "Use a security key", over: "Sign in as somebody else", code_hint: "The code is in your phone's authenticator app and changes every 30 seconds; without the phone use one recovery code.",
    enrol: "Your post needs a second factor. Scan this with your phone's authenticator app, then enter the six digits it shows.", enrol_code: "Six-digit code", confirm: "Confirm",
    recovery: "Write down these recovery codes and keep them safe. Each works once, and they are shown only now.", recovery_kept: "Written down, go on",
    new_password_why: "Your password was given to you or is too old. Choose one of your own first.", old_password: "Present password", new_password: "New password", password_rule: "At least 12 characters; or 8 with three of capitals, small letters, digits and signs.",
  },
);
