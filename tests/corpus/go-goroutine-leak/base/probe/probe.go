// Package probe asks servers whether they live.
package probe

import (
	"errors"
	"time"
)

// ErrLate says that a server did not answer in time.
var ErrLate = errors.New("no answer in time")

// Check asks one server and may take long.
type Check func(address string) error

// Each asks one after the other and answers the first error.
func Each(check Check, addresses []string) error {
	for _, address := range addresses {
		if err := check(address); err != nil {
			return err
		}
	}
	return nil
}

// Slow says whether a check took longer than it may.
func Slow(began time.Time, limit time.Duration) bool {
	return time.Since(began) > limit
}
