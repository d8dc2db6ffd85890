"""Where everything is kept: transactions, the event log and its hash chain. Knows nothing of jobs, people or sockets."""
