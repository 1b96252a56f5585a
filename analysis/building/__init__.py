"""How a folder of documents becomes tables: what is read anew, by whom, and in which order it is put together."""
