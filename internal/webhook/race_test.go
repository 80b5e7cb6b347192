//go:build race

package webhook

// manyReplayed is how many deliveries are made once more at once: fewer under the race detector, which takes minutes for
// ten thousand.
const manyReplayed = 1_000
