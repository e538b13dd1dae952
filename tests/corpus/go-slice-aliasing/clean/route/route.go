// Package route finds the middleware of a path.
package route

// Step is one thing that happens to a request.
type Step string

// Group is a part of the paths with steps of its own.
type Group struct {
	prefix string
	steps  []Step
}

// New is a group at the top.
func New(prefix string, steps ...Step) *Group {
	own := make([]Step, len(steps), len(steps)+4)
	copy(own, steps)
	return &Group{prefix: prefix, steps: own}
}

// Use adds a step to the end.
func (g *Group) Use(step Step) {
	g.steps = append(g.steps, step)
}

// Sub is a group below this one, which inherits its steps.
func (g *Group) Sub(prefix string, steps ...Step) *Group {
	own := make([]Step, 0, len(g.steps)+len(steps))
	own = append(own, g.steps...)
	own = append(own, steps...)
	return &Group{prefix: g.prefix + prefix, steps: own}
}

// Steps of the group, in their order.
func (g *Group) Steps() []Step {
	return g.steps
}
