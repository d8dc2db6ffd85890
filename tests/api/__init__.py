"""What can be asked and what is told, as outsiders see it: documents, sentences, credentials, rates."""
