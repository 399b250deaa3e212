"""The delivery engine under faults: real processes, a provider that misbehaves, and a judge of its own."""
