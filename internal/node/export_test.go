package node

// Settle waits until what dead nodes held has been taken.
func (n *Node) Settle() { n.burying.Wait() }
