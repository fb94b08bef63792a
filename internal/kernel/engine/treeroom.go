package engine

import "qinlian/internal/kernel/matter"

// hasRoom refuses a registration that would hang one more below a tree that was established with an exact number: it
// asks everything above the new matter.
func (b *Batch) hasRoom(parent *turn, c *matter.Command) error {
	bundle := b.world.Timeline.At(c.At)
	if bundle == nil || bundle.Kinds[c.Kind] == nil {
		return nil // Decide refuses with the reason
	}
	leaves := 1
	if bundle.Branches(c.Kind) {
		leaves = 0 // a branch: its leaves are still to come
	}
	seen := map[string]bool{}
	for on := parent; !seen[on.state.ID]; {
		seen[on.state.ID] = true
		governs, k := b.world.Timeline.Governs(on.state.Kind, c.At)
		bounded := k != nil && k.Tree.Bounded()
		if bounded || on == parent && k != nil && !governs.Branches(on.state.Kind) {
			below := b.world.matterWorld(on).Tree(on.state.ID, c.At)
			if on.fault != nil {
				return on.fault
			}
			if bounded {
				if err := matter.Surplus(&on.state, k, below, on == parent, leaves); err != nil {
					return err
				}
			} else if below.Children == 0 {
				leaves = 0 // what it hangs on was a leaf itself
			}
		}
		if on.state.Parent == "" {
			return nil
		}
		above, err := b.find(on.state.Parent)
		if err != nil {
			return err
		}
		on = above
	}
	return nil
}
