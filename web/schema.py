"""Prints the OpenAPI document from which the page's types are made, and in it which events each kind of channel brings."""

import json
import sys

from server.api import EVENTS
from server.api.openapi import openapi
from server.api.schemas import ref

document = openapi()
schemas = document["components"]["schemas"]
on_channels = {f"on:{kind}": {"oneOf": [ref(event) for event in events]} for kind, events in EVENTS.items()}
described = {**document, "components": {**document["components"], "schemas": {**schemas, **on_channels}}}
json.dump(described, sys.stdout, indent=1)
