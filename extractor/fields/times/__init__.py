"""Reading times: from the words of an article to an interval of days."""
