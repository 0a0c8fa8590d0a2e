// Wide tables and code scroll sideways: by keyboard too.
document$.subscribe(() => {
  for (const part of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
    part.tabIndex = 0;
  }
});
