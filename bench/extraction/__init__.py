"""How well pages are read: Atlas and the libraries it is made of, on pages whose text people wrote down."""
