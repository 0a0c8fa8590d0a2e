"""The results of a run: kept while it goes on, merged at its end, and written as the files of its folder."""
