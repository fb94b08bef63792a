# make, or make help, lists what there is. Go 1.26 or newer is all that building takes.

ifeq ($(shell command -v go 2>/dev/null),)
export PATH := /usr/local/go/bin:$(PATH)
endif
# One setting for build, vet and test, so that they share the build cache; SQLite needs no C compiler.
export CGO_ENABLED := 0

# What --version says where Go itself cannot tell: in a second worktree (see internal/app/cli/cli.go).
COMMIT := $(shell git describe --always --abbrev=12 --exclude='*' --dirty 2>/dev/null)

GOLANGCI_VERSION := v2.15.0
GOLANGCI := $(CURDIR)/.cache/bin/golangci-lint
FUZZ_TIME ?= 20s
SOAK_TIME ?= 10m
BENCH ?= .
BENCH_FLAGS ?=

.DEFAULT_GOAL := help
.PHONY: help build run test lint bench bench-benefit microbench fuzz soak generate check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/qinlian, with the web pages where Node 20 or newer is there to build them
	@test -x bin/qinlian || echo "The first build takes a few minutes, without many words: the web pages, then the program. 首次编译要几分钟：先网页，再程序。"
	go build -trimpath -tags "$$(scripts/web)" -ldflags "-X qinlian/internal/app/cli.commit=$(COMMIT)" -o bin/qinlian ./cmd/qinlian

run: build ## build, play a day in five zones (apply, import, sweep, the 8:30 pages, verify), then serve them on http://localhost:8080 (LISTEN=localhost:8081)
	@bin/qinlian demo --serve $(if $(LISTEN),--listen $(LISTEN))

test: ## format, vet and all tests, on SQLite and on a throw-away PostgreSQL, and the site in Chromium
	@scripts/check-format
	go vet ./...
	QINLIAN_REQUIRE_POSTGRES=1 scripts/with-postgres go test -vet=off -timeout=20m ./...
	scripts/web-test

lint: ## golangci-lint, the house rules in .golangci.yaml
	@if command -v golangci-lint >/dev/null && golangci-lint version | grep -q 'version v\?2\.'; then \
		golangci-lint run ./...; \
	else \
		test -x $(GOLANGCI) || GOBIN=$(dir $(GOLANGCI)) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION); \
		$(GOLANGCI) run ./...; \
	fi

bench: build ## the measured jobs of docs/performance.md (BENCH_FLAGS=--events=100000 …)
	bin/qinlian bench $(BENCH_FLAGS)

bench-benefit: ## all clauses on all enterprises, beside cel-go, expr, SQLite, PostgreSQL and NumPy
	bench/benefit/run $(BENCH_FLAGS)

microbench: ## Go benchmarks on both databases (BENCH=pattern)
	QINLIAN_REQUIRE_POSTGRES=1 scripts/with-postgres go test -timeout 0 -run '^$$' -bench '$(BENCH)' -benchmem ./...

fuzz: ## every fuzz target for FUZZ_TIME (20s)
	scripts/fuzz $(FUZZ_TIME)

soak: ## the tests named Soak, that kill and restart, for SOAK_TIME (10m), and the longest days in a browser
	QINLIAN_SOAK=$(SOAK_TIME) QINLIAN_REQUIRE_POSTGRES=1 scripts/with-postgres go test -count=1 -timeout=0 -v -run Soak ./...
	scripts/web-test all

generate: ## write the generated files anew
	go generate ./...

check: lint ## lint, and fail when a generated file is not what generate writes
	scripts/check-generated

clean: ## remove what was built; your data stay
	rm -rf bin .cache coverage.out web/dist web/node_modules web/src/api/schema.d.ts web/shots
