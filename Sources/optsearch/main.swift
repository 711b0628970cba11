print("optsearch")
