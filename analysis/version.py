"""The version of the package; read by the front door, by the tables' description and by the packaging."""

VERSION = "0.1.0"
