package database

import "testing"

// ForTools is forTools.
var ForTools = forTools

// LookNowhereElse has PostgreSQL's programs looked for on PATH alone until the test ends, which runs by itself.
func LookNowhereElse(t *testing.T) {
	t.Helper()
	was := toolFolders
	toolFolders = nil
	t.Cleanup(func() { toolFolders = was })
}
