"""What Bidroom costs, beside its peers: counted in processor time, in rounds that alternate, on a core of its own."""
