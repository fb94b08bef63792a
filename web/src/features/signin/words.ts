import { words } from "@/words/words";

export const useSignInWords = words("signin", {
  ended: [
    "登录已结束（时间到了，或在别处被结束）。请重新登录，回到刚才的页面。",
    "Your visit has ended (its time was up, or it was ended elsewhere). Sign in again to go on where you were.",
  ],
  product: ["勤廉", "Qinlian"],
  motto: ["事事有人管，件件有着落", "Every task has an owner and an end"],
  language: ["English", "中文"],
  login: ["登录名", "Login name"],
  password: ["口令", "Password"],
  enter: ["登录", "Sign in"],
  with: ["用{{name}}登录", "Sign in with {{name}}"],
  forgotten: ["忘记口令请联系安全管理员重置。", "Forgot your password? Ask the security administrator to reset it."],

  code: ["动态验证码或恢复码", "One-time code or recovery code"],
  use_key: ["使用安全密钥", "Use a security key"],
  over: ["换一个账号登录", "Sign in as somebody else"],
  code_hint: [
    "验证码在手机的身份验证器里，每 30 秒一换；手机不在身边时可用一个恢复码。",
    "The code is in your phone's authenticator app and changes every 30 seconds; without the phone use one recovery code.",
  ],

  enrol: [
    "您的岗位须有第二道验证。请用手机的身份验证器扫描二维码，再输入它显示的六位数字。",
    "Your post needs a second factor. Scan this with your phone's authenticator app, then enter the six digits it shows.",
  ],
  enrol_code: ["六位验证码", "Six-digit code"],
  confirm: ["确认", "Confirm"],

  recovery: [
    "请抄下这些恢复码并妥善保管，每个只能用一次，这里只显示这一次。",
    "Write down these recovery codes and keep them safe. Each works once, and they are shown only now.",
  ],
  recovery_kept: ["已抄下，进入系统", "Written down, go on"],

  new_password_why: [
    "您的口令由他人发放或已过期，请先换一个自己的口令。",
    "Your password was given to you or is too old. Choose one of your own first.",
  ],
  old_password: ["现在的口令", "Present password"],
  new_password: ["新口令", "New password"],
  password_rule: [
    "至少 12 个字符；或 8 个字符，含大写、小写、数字、符号中的三种。",
    "At least 12 characters; or 8 with three of capitals, small letters, digits and signs.",
  ],
});
