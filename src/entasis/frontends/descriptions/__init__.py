"""Descriptions of interfaces (OpenAPI, Swagger) to what they say of the program's functions.

They are read only where the program hands one to a library that takes its functions from it.
"""

from entasis.frontends.descriptions.openapi import read_description

__all__ = ["read_description"]
