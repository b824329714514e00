// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"context"
	"time"

	"github.com/hulanhq/hulan/internal/docket"
	"github.com/hulanhq/hulan/internal/store"
)

// Figures are counts of what people did with the channel they were given.
type Figures struct {
	// Filed counts the complaints of the last [docket.FigureWeeks] weeks, Channels
	// by how they came.
	Filed    int
	Channels map[Channel]int
	// Told counts those of them that were told an outcome, Came those whose person
	// came back at least once, Read those who read the outcome.
	Told, Came, Read int
	// Stars counts how content people were: 1 to 5 at 0 to 4.
	Stars [5]int
}

// Measure reads the figures.
func Measure(ctx context.Context, tx *store.Tx) (*Figures, error) {
	f := &Figures{Channels: map[Channel]int{}}
	from := store.Millis(tx.Now().Add(-docket.FigureWeeks * 7 * 24 * time.Hour))
	s := &f.Stars
	err := tx.Get(ctx, `SELECT count(*), count(*) FILTER (WHERE k.feedback_at > 0), count(*) FILTER (WHERE k.feedback_at > 0 AND c.returns > 0),
		count(*) FILTER (WHERE EXISTS (SELECT 1 FROM message m WHERE m.case_id = k.id AND m.direction = 'out' AND m.purpose = 'respond' AND m.read_at > 0)),
		count(*) FILTER (WHERE c.satisfaction = 1), count(*) FILTER (WHERE c.satisfaction = 2), count(*) FILTER (WHERE c.satisfaction = 3),
		count(*) FILTER (WHERE c.satisfaction = 4), count(*) FILTER (WHERE c.satisfaction = 5)
		FROM complaint c JOIN case_ k ON k.id = c.case_id WHERE k.opened_at >= $1`, []any{from},
		&f.Filed, &f.Told, &f.Came, &f.Read, &s[0], &s[1], &s[2], &s[3], &s[4])
	if err != nil {
		return nil, err
	}
	_, err = store.Rows(ctx, tx, func(scan func(...any) error) (struct{}, error) {
		var ch Channel
		var n int
		err := scan(&ch, &n)
		f.Channels[ch] = n
		return struct{}{}, err
	}, "SELECT c.channel, count(*) FROM complaint c JOIN case_ k ON k.id = c.case_id WHERE k.opened_at >= $1 GROUP BY c.channel", from)
	return f, err
}
