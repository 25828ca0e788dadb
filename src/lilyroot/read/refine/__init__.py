"""An organisation's own reader: the fast reader, refined with labels that its own people gave.

The shipped weights are what is believed before; the labels move them where they say something, and nowhere else.
Nothing is taken on trust: the refined reader is compared with the one in use on labels it did not see, and on a fixed
set of messages that any reader should still read (``touchstones``).
"""
