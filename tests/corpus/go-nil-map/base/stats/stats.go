// Package stats counts what a service was asked for.
package stats

import (
	"sort"
	"sync"
)

// Counter counts by name; the zero value is ready.
type Counter struct {
	mu     sync.Mutex
	counts map[string]int
}

// Add counts one more of a name.
func (c *Counter) Add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[string]int)
	}
	c.counts[name]++
}

// Names are all that were counted, sorted.
func (c *Counter) Names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make([]string, 0, len(c.counts))
	for name := range c.counts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
