-- Who gave an account a new way in (a password, no second factor) that another administrator has not admitted yet.
ALTER TABLE accounts ADD COLUMN reset_by {{.Text}} NOT NULL DEFAULT '';
