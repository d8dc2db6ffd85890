"""The real server as a process, and everybody who may talk to it: both SDKs, a hand-made client, plain HTTP."""
