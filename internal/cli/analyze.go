// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/hulanhq/hulan/detect"
)

var _ = register(command{"analyze", 30, (*app).analyze})

type analyzeFlags struct {
	engine  engineFlags
	unit    string
	explain bool
	workers int
}

func (a *app) analyze() *cobra.Command {
	f := &analyzeFlags{}
	cmd := &cobra.Command{
		Use:   "analyze",
		Short: a.tr("find entities in JSON lines, for programs", "逐行分析 JSON，供程序调用"),
		Long: a.tr(`Reads one JSON object {"id": …, "text": "…"} per line from standard input and
writes {"id": …, "entities": [{"entity_type", "start", "end", "score"}]} for each, in
the same order. Offsets count code points, as Python does; --offset-unit changes
that to bytes of UTF-8 or to UTF-16 units, as JavaScript and Java count.

A line that cannot be read gives {"id": …, "error": "…"}, and the run goes on.`,
			`从标准输入逐行读取 JSON 对象 {"id": …, "text": "…"}，按相同顺序为每行输出
{"id": …, "entities": [{"entity_type", "start", "end", "score"}]}。偏移量以码点计
（与 Python 一致）；用 --offset-unit 可改为 UTF-8 字节或 UTF-16 单元（与 JavaScript、
Java 一致）。

无法读取的行输出 {"id": …, "error": "…"}，运行继续。`),
		Example: `  echo '{"id":1,"text":"手机13812345678"}' | hulan analyze`,
		Annotations: map[string]string{"exit": a.statuses(
			a.tr("every line was answered", "每行都已处理"), "",
			a.tr("incomplete: some lines were answered with an error", "不完整：有的行以错误回应"))},
		Args: a.needs(0, 0, "analyze takes no arguments; it reads standard input", "analyze 不带参数，读取标准输入"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.runAnalyze(cmd.Context(), f) },
	}
	f.engine.add(a, cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.unit, "offset-unit", "codepoint", a.tr("what start and end count: codepoint, byte or utf16", "start 和 end 的单位：codepoint、byte 或 utf16"))
	fs.BoolVar(&f.explain, "explain", false, a.tr("add kind, likelihood, evidence, context word and rule", "附加 kind、可能性、证据、上下文词和规则"))
	fs.IntVarP(&f.workers, "workers", "j", 0, a.tr("lines looked at at once; 0 means one per processor", "并行行数；0 表示每个处理器一个"))
	return cmd
}

// maxRequest bounds a line in bytes: the answer would take as much memory.
const maxRequest = 64 << 20

// request is a line; answer is closed over when it is there.
type request struct {
	number int
	line   []byte
	err    error // instead of a line
	answer chan []byte
}

func (a *app) runAnalyze(ctx context.Context, f *analyzeFlags) error {
	units, ok := offsetUnits[f.unit]
	if !ok {
		return fmt.Errorf("--offset-unit %q is not known; it is codepoint, byte or utf16", f.unit)
	}
	o, err := f.engine.options(a)
	if err != nil {
		return err
	}
	e, err := detect.New(o)
	if err != nil {
		return f.engine.explain(err)
	}
	an := &analyzer{engine: e, units: units, explain: f.explain}
	n := f.workers
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	work, order := make(chan *request, 2*n), make(chan *request, 8*n)
	var workers sync.WaitGroup
	for range n {
		workers.Go(func() {
			w := answering{analyzer: an}
			for r := range work {
				r.answer <- w.answer(r)
			}
		})
	}
	readErr := make(chan error, 1)
	go func() {
		readErr <- readLines(ctx, a.stdin, func(r *request) { order <- r; work <- r })
		close(work)
		close(order)
	}()
	err = writeAnswers(a.stdout, order)
	workers.Wait()
	if err = errors.Join(err, <-readErr); err != nil {
		return err
	}
	if an.bad.Load() > 0 {
		return exit(exitIncomplete)
	}
	return nil
}

// readLines hands out the lines of r.
func readLines(ctx context.Context, r io.Reader, hand func(*request)) error {
	in := bufio.NewReaderSize(r, 256<<10)
	for n := 1; ctx.Err() == nil; n++ {
		line, err := readLine(in)
		end := errors.Is(err, io.EOF)
		if end && len(line) == 0 {
			return nil
		}
		if errors.Is(err, errLongLine) {
			hand(&request{number: n, err: err, answer: make(chan []byte, 1)})
			continue
		}
		if err != nil && !end {
			return fmt.Errorf("read line %d of standard input: %w", n, err)
		}
		if len(bytes.TrimSpace(line)) > 0 {
			hand(&request{number: n, line: line, answer: make(chan []byte, 1)})
		}
		if end {
			return nil
		}
	}
	return ctx.Err()
}

var errLongLine = fmt.Errorf("longer than %d bytes; split the text", maxRequest)

// readLine returns a copy of the next line. Of one that is too long, nothing is
// kept.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) <= maxRequest {
			line = append(line, part...)
		} else {
			line = append(line, make([]byte, maxRequest+1-len(line))...)[:maxRequest+1]
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			if len(line) > maxRequest {
				return nil, skipLine(in)
			}
			continue
		}
		if len(line) > maxRequest {
			return nil, errLongLine
		}
		return line, err
	}
}

// skipLine reads to the end of a line that is too long.
func skipLine(in *bufio.Reader) error {
	for {
		_, err := in.ReadSlice('\n')
		if err == nil || errors.Is(err, io.EOF) {
			return errLongLine
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// writeAnswers writes the answers in order. It flushes whenever no line is
// waiting, so that a program that asks line by line gets its answer.
func writeAnswers(out io.Writer, order <-chan *request) error {
	w := bufio.NewWriterSize(out, 256<<10)
	var err error
	for r := range order {
		answer := <-r.answer
		if err == nil { // on an error go on reading, so that nobody waits
			_, err = w.Write(answer)
		}
		if err == nil && len(order) == 0 {
			err = w.Flush()
		}
	}
	if err = errors.Join(err, w.Flush()); err != nil {
		return fmt.Errorf("write output: %w", err)
	}
	return nil
}

// analyzer answers lines. It is safe for concurrent use.
type analyzer struct {
	engine  *detect.Engine
	units   func(text []byte) int // how many units a stretch has
	explain bool
	bad     atomic.Int64
}

// answering is the state of one worker.
type answering struct {
	*analyzer
	fs []detect.Finding
}

// entity is a finding as Presidio names it; the lower half only with --explain.
type entity struct {
	Type  detect.Type `json:"entity_type"`
	Start int         `json:"start"`
	End   int         `json:"end"`
	Score float64     `json:"score"`

	Kind       string           `json:"kind,omitempty"`
	Likelihood string           `json:"likelihood,omitempty"`
	Evidence   *detect.Evidence `json:"evidence,omitempty"`
	Cue        string           `json:"cue,omitempty"`
	Rule       string           `json:"rule,omitempty"`
}

type answer struct {
	ID       json.RawMessage `json:"id"`
	Line     int             `json:"line,omitempty"` // of a request without id
	Entities []entity        `json:"entities"`
}

type failure struct {
	ID    json.RawMessage `json:"id"`
	Line  int             `json:"line"`
	Error string          `json:"error"`
}

var null = json.RawMessage("null")

// answer returns the line that answers r.
func (w *answering) answer(r *request) []byte {
	var in struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	err := r.err
	if err == nil {
		err = json.Unmarshal(r.line, &in)
	}
	if in.ID == nil {
		in.ID = null
	}
	if err == nil && in.Text == nil {
		err = errors.New(`the object has no "text"`)
	}
	if err != nil {
		w.bad.Add(1)
		return encodeLine(failure{in.ID, r.number, explainJSON(err)})
	}
	out := answer{ID: in.ID, Entities: []entity{}}
	if bytes.Equal(in.ID, null) {
		out.Line = r.number
	}
	text := []byte(*in.Text)
	w.fs = w.engine.Append(w.fs[:0], detect.Input{Text: text})
	at, units := 0, 0
	for _, f := range w.fs {
		units += w.units(text[at:f.Start])
		at = f.Start
		e := entity{Type: f.Type, Start: units, End: units + w.units(text[f.Start:f.End]), Score: rounded(f.Score)}
		if w.explain {
			e.Kind, e.Likelihood, e.Evidence, e.Rule = f.Kind, f.Likelihood().String(), &f.Evidence, f.Rule
			e.Cue = string(text[f.CueStart:f.CueEnd])
		}
		out.Entities = append(out.Entities, e)
	}
	return encodeLine(out)
}

// explainJSON says what is wrong with a line without repeating any of it.
func explainJSON(err error) string {
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("not valid JSON at byte %d; write one object per line", e.Offset)
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return "not a JSON object; write {\"id\": …, \"text\": \"…\"}"
		}
		return fmt.Sprintf("%q is a %s, it must be a string", e.Field, e.Value)
	}
	return err.Error()
}

func encodeLine(v any) []byte {
	var b bytes.Buffer
	if err := newEncoder(&b).Encode(v); err != nil { // there is nothing in it that can fail
		return []byte("{\"id\":null,\"error\":\"cannot be encoded\"}\n")
	}
	return b.Bytes()
}

// offsetUnits count what a stretch of UTF-8 has.
var offsetUnits = map[string]func([]byte) int{
	"byte":      func(b []byte) int { return len(b) },
	"codepoint": utf8.RuneCount,
	"utf16": func(b []byte) int {
		n := utf8.RuneCount(b)
		for _, c := range b {
			if c >= 0xF0 { // the first of four bytes: a surrogate pair
				n++
			}
		}
		return n
	},
}
