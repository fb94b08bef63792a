package jobs

// Eager makes a client of a test lead without the pause that spreads real nodes apart.
func (c Config) Eager() Config {
	c.eager = true
	return c
}
