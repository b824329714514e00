// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"os"
	"path/filepath"
	"testing"
)

// The corpus benchmarks read every file of the directory HULAN_CORPUS into
// memory and scan one after the other on one thread. They report processor time
// beside the usual figures, so that other load disturbs them little:
//
//	HULAN_CORPUS=DIR go test -run '^$' -bench 'Core12|All' ./detect

// BenchmarkCore12 measures the preset "core".
func BenchmarkCore12(b *testing.B) { benchmarkCorpus(b, Options{Preset: "core"}) }

// BenchmarkAll measures every default recogniser.
func BenchmarkAll(b *testing.B) { benchmarkCorpus(b, Options{}) }

// BenchmarkAllRules is BenchmarkAll without the models of names.
func BenchmarkAllRules(b *testing.B) { benchmarkCorpus(b, Options{NoModel: true}) }

func benchmarkCorpus(b *testing.B, o Options) {
	dir := os.Getenv("HULAN_CORPUS")
	if dir == "" {
		b.Skip("HULAN_CORPUS names no directory of texts")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		b.Fatal(err)
	}
	var files [][]byte
	var total int64
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, data)
		total += int64(len(data))
	}
	e, err := New(o)
	if err != nil {
		b.Fatal(err)
	}
	var found []Finding
	b.SetBytes(total)
	b.ReportAllocs()
	n := 0
	before := cpuSeconds()
	for b.Loop() {
		n = 0
		for _, data := range files {
			found = e.Append(found[:0], Input{Text: data})
			n += len(found)
		}
	}
	cpu := (cpuSeconds() - before) / float64(b.N)
	b.ReportMetric(float64(n), "findings")
	b.ReportMetric(float64(total)/1e6/cpu, "cpuMB/s")
}
