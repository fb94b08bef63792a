package cli

import "qinlian/internal/base/text"

// backupWords tell of the key that seals secrets, which no backup holds: which file it is, and what to do with it.
var backupWords = map[string]text.Text{
	"backup_key_file": zhEn("密钥文件 %[1]s 有意不在备份之内。请抄存一份，与备份分开放，例如：install -m 0600 %[1]s /保密处/",
		"The key file %[1]s is left out on purpose. Keep a copy of it apart from the backup, such as: install -m 0600 %[1]s /safe/"),
	"backup_key_none": zhEn("密钥文件 %[1]s 还没有，首次启动服务时生成；它有意不进备份，生成后请抄存一份，与备份分开放",
		"There is no key file %[1]s yet: the server makes it when it first starts. It is left out of backups on purpose; keep a copy of it apart from them"),
	"backup_key_setting": zhEn("密钥写在设置 key（QINLIAN_KEY）里，有意不在备份之内。请抄存一份，与备份分开放",
		"The key is in the setting key (QINLIAN_KEY) and left out on purpose. Keep a copy of it apart from the backup"),
	"backup_key_server": zhEn("服务的密钥文件（设置 key_file 所指）有意不在备份之内。请抄存一份，与备份分开放",
		"The key file of the server (its setting key_file) is left out on purpose. Keep a copy of it apart from the backup"),
	"backup_key_use": zhEn("恢复后、启动服务前，把它放在恢复的数据库旁（文件名加 .key），或用 QINLIAN_KEY_FILE=文件 指明；没有它，第二因子、Webhook 密钥须重设，审计日志的封印无从核对",
		"After restoring and before serving put it beside the database (same name, and .key), or name it with QINLIAN_KEY_FILE=FILE; without it second factors and webhooks' secrets must be set up anew, and the audit log's seal cannot be checked"),
	"restored_key": zhEn("启动服务前，请把原来的密钥文件放到 %[1]s，或用 QINLIAN_KEY_FILE=文件 指明；没有它，服务会另生成一把，第二因子、Webhook 密钥须重设，审计日志的封印无从核对",
		"Before serving put the former key file at %[1]s, or name it with QINLIAN_KEY_FILE=FILE; without it the server makes another, second factors and webhooks' secrets must be set up anew, and the audit log's seal cannot be checked"),
	"restored_key_server": zhEn("启动服务前，请用 QINLIAN_KEY_FILE=文件（设置 key_file）指明原来的密钥文件；没有它，第二因子、Webhook 密钥须重设，审计日志的封印无从核对",
		"Before serving name the former key file with QINLIAN_KEY_FILE=FILE (the setting key_file); without it second factors and webhooks' secrets must be set up anew, and the audit log's seal cannot be checked"),
}
