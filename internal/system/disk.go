package system

// Disk is how much room there is, in bytes.
type Disk struct{ Free, Total uint64 }

// short tells whether there is too little to be easy about.
func (d Disk) short() bool { return d.Free < littleSpace || d.Free*100 < d.Total*fewPercent }
