//go:build !race

package webhook

// manyReplayed is how many deliveries are made once more at once.
const manyReplayed = 10_000
