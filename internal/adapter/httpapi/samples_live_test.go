package httpapi_test

func init() {
	samples["watch-changes"] = sample{path: "/changes"}
}
