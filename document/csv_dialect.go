// SPDX-License-Identifier: Apache-2.0

package document

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dialect is how a table is written. Rows end with "\n" or "\r\n"; a cell that
// begins with the quote ends with it, and may hold delimiters, line ends and
// doubled quotes (RFC 4180).
type dialect struct {
	delimiter, quote byte
}

// cell is a cell of a row.
type cell struct {
	start, end int  // with quotes, without delimiter and line end
	quoted     bool // content is between the quotes
	doubled    bool // with doubled quotes in it
	more       bool // a delimiter follows
}

// rowEnd returns the position behind the row that begins at from, or -1 if it
// takes more bytes to tell. A quote that is not closed within maxRow, or at
// all, is no quote.
func (d dialect) rowEnd(buf []byte, from int, eof bool) int {
	if len(buf)-from > maxRow {
		buf, eof = buf[:from+maxRow], true
	}
	line := len(buf)
	if n := bytes.IndexByte(buf[from:], '\n'); n >= 0 {
		line = from + n + 1
	}
	if bytes.IndexByte(buf[from:line], d.quote) < 0 {
		if line == len(buf) && buf[line-1] != '\n' && !eof {
			return -1
		}
		return line
	}
	for i := from; ; i++ {
		if i < len(buf) && buf[i] == d.quote {
			if i = d.closing(buf, i+1); i < 0 {
				break
			}
			i++
		}
		n := d.indexEnd(buf[i:])
		if n < 0 {
			if eof {
				return len(buf)
			}
			return -1
		}
		if i += n; buf[i] == '\n' {
			return i + 1
		}
	}
	if eof {
		return line
	}
	return -1
}

// closing returns the position of the quote that ends the content at start, or
// -1.
func (d dialect) closing(buf []byte, start int) int {
	for {
		n := bytes.IndexByte(buf[start:], d.quote)
		if n < 0 {
			return -1
		}
		start += n
		if start+1 >= len(buf) || buf[start+1] != d.quote {
			return start
		}
		start += 2
	}
}

// indexEnd returns the index of the first delimiter or line end in b, or -1.
func (d dialect) indexEnd(b []byte) int {
	for i, c := range b {
		if c == d.delimiter || c == '\n' {
			return i
		}
	}
	return -1
}

// cell returns the cell at start of a row that ends where row ends.
func (d dialect) cell(row []byte, start int) cell {
	c := cell{start: start, end: start}
	if start < len(row) && row[start] == d.quote {
		if end := d.closing(row, start+1); end >= 0 {
			c.end = end + 1
			c.doubled = bytes.IndexByte(row[start+1:end], d.quote) >= 0
			c.quoted = true
		}
	}
	n := d.indexEnd(row[c.end:])
	switch {
	case n < 0:
		n = len(row) - c.end
	case row[c.end+n] == d.delimiter:
		c.more = true
	case n > 0 && row[c.end+n-1] == '\r':
		n--
	}
	if n > 0 { // text behind the quote: a sloppy writer, content as it stands
		c.quoted = false
	}
	c.end += n
	return c
}

// content returns the range of the cell's content.
func (c cell) content() (start, end int) {
	if c.quoted {
		return c.start + 1, c.end - 1
	}
	return c.start, c.end
}

// unquote returns the cell's content, a copy if quotes are doubled in it.
func (d dialect) unquote(text []byte, c cell) []byte {
	start, end := c.content()
	if !c.quoted || !c.doubled {
		return text[start:end]
	}
	return bytes.ReplaceAll(text[start:end], []byte{d.quote, d.quote}, []byte{d.quote})
}

// sampleRows is how many rows are looked at to guess a dialect and a header.
const sampleRows = 50

// split returns the content of the first rows of head.
func (d dialect) split(head []byte, eof bool) (rows [][][]byte) {
	for start := 0; start < len(head) && len(rows) < sampleRows; {
		end := d.rowEnd(head, start, eof)
		if end < 0 {
			break
		}
		row := [][]byte{}
		c := d.cell(head[:end], start)
		row = append(row, d.unquote(head, c))
		for c.more {
			c = d.cell(head[:end], c.end+1)
			row = append(row, d.unquote(head, c))
		}
		rows = append(rows, row)
		start = end
	}
	return rows
}

// guessDialect returns the delimiter that gives most rows the same number of
// cells, and more than one.
func guessDialect(head []byte, eof bool, delimiters string) (dialect, [][][]byte) {
	best := dialect{delimiters[0], '"'}
	rows := best.split(head, eof)
	most := uniformity(rows)
	for _, c := range []byte(delimiters[1:]) {
		d := dialect{c, '"'}
		r := d.split(head, eof)
		if u := uniformity(r); u > most {
			best, rows, most = d, r, u
		}
	}
	return best, rows
}

// uniformity is the share of rows with the commonest number of cells; 0 if that
// is one cell. More cells win between equals.
func uniformity(rows [][][]byte) float64 {
	counts := map[int]int{}
	cells, most := 0, 0
	for _, r := range rows {
		counts[len(r)]++
		if n := counts[len(r)]; n > most || n == most && len(r) > cells {
			cells, most = len(r), n
		}
	}
	if cells < 2 {
		return 0
	}
	return float64(most)/float64(len(rows)) + float64(min(cells, 1000))/1e6
}

// looksCSV says whether a document without a telling name is a table: at least
// three rows, all of the same width, and a header if that is only two cells (a
// log's times have one comma each).
func looksCSV(head []byte) bool {
	d, rows := guessDialect(head, false, ",;|")
	if d.delimiter == '|' && len(head) > 0 && head[0] == '|' {
		return false // a table of Markdown
	}
	return isTable(rows)
}

func looksTSV(head []byte) bool {
	return isTable(dialect{'\t', '"'}.split(head, false))
}

func isTable(rows [][][]byte) bool {
	if len(rows) < 3 || uniformity(rows) < 1 {
		return false
	}
	return len(rows[0]) > 2 || looksHeader(rows)
}

// headerWords stand in the names of columns. Lower case; part of a name is
// enough.
const headerWords = `name phone mobile email e-mail mail tel address addr date time number code title type status user
	city country amount price birth gender sex age account card comment note message url
	姓名 名称 电话 手机 邮箱 邮件 地址 住址 编号 号码 日期 时间 身份证 证件 性别 年龄 备注 类型 状态 金额 用户 昵称 城市 账号 卡号 单号 内容 标题 序号 联系
	電話 手機 郵箱 郵件 編號 號碼 時間 身分證 性別 年齡 備註 類型 狀態 金額 用戶 暱稱 帳號 卡號 內容 標題 序號 聯絡`

// looksHeader says whether the first row names the columns: short different
// names without digits to speak of, and a word known from headers, or data below
// that look different, or names like those of variables.
func looksHeader(rows [][][]byte) bool {
	if len(rows) == 0 || !areNames(rows[0]) {
		return false
	}
	identifiers := len(rows[0]) > 1
	for _, cell := range rows[0] {
		lower := strings.ToLower(string(cell))
		for word := range strings.FieldsSeq(headerWords) {
			if strings.Contains(lower, word) {
				return true
			}
		}
		identifiers = identifiers && len(cell) > 0 && strings.Trim(lower, "abcdefghijklmnopqrstuvwxyz_0123456789") == "" && lower == string(cell)
	}
	if identifiers {
		return true
	}
	for column := range rows[0] {
		data := 0
		for _, row := range rows[1:] {
			if column < len(row) && looksData(row[column]) {
				data++
			}
		}
		if data > 0 && data*2 >= len(rows)-1 {
			return true
		}
	}
	return false
}

// areNames says whether cells could name columns.
func areNames(cells [][]byte) bool {
	seen := map[string]bool{}
	for _, cell := range cells {
		name := strings.TrimSpace(string(cell))
		if utf8.RuneCountInString(name) > 64 || looksData(cell) || name != "" && seen[name] {
			return false
		}
		seen[name] = true
	}
	return len(seen) > 1 || len(cells) == 1 && !seen[""]
}

// looksData says whether a cell is a value rather than a name: an address, or
// at least half digits.
func looksData(cell []byte) bool {
	if bytes.ContainsAny(cell, "@\n") || bytes.Contains(cell, []byte("://")) {
		return true
	}
	digits, others := 0, 0
	for _, r := range string(cell) {
		if unicode.IsDigit(r) {
			digits++
		} else if unicode.IsLetter(r) {
			others++
		}
	}
	return digits > 0 && digits >= others
}
