# Each line also works as a plain go command; nobody needs make.
TOOL = go tool -modfile=tools/go.mod

check: # prints nothing when all is well
	@go vet ./...
	@out=$$($(TOOL) gofumpt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofumpt: $$out"; exit 1; }
	@$(TOOL) staticcheck ./...
	@out=$$(go fix -diff ./... 2>&1); test -z "$$out" || { echo "$$out"; exit 1; }
	@go mod tidy -diff

test:
	go test -race ./...

FUZZTIME ?= 10s
fuzz: # for each target
	@go list ./... | while read -r p; do \
	  go test -list '^Fuzz' $$p | grep '^Fuzz' | while read -r f; do \
	    go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$p || exit 1; done || exit 1; done

generate: # after a new recogniser, example, flag or exported name
	go run ./internal/api
	go run ./internal/vectors

release:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/hulan ./cmd/hulan

.PHONY: check test fuzz generate release
