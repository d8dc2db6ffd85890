"""Servers that do the same fan-out, each as one would write it. They are started by `fanout`."""
