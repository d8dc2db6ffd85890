"""The real-time engine: channels, subscribers, offsets and recovery over the Centrifuge protocol. Never heard of a job."""
