-- The tables of a ledger. A change of them is a new VERSION in ledger.py.
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    article TEXT NOT NULL,
    sentences TEXT NOT NULL,
    model TEXT NOT NULL,
    batch TEXT,
    started REAL NOT NULL,
    seconds REAL NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    request_id TEXT,
    message TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_of_a_call ON attempts (key);
CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    text TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL,
    logprobs TEXT
) STRICT;
CREATE TABLE failures (
    key TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    error TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL
) STRICT;
CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    started REAL NOT NULL,
    ended REAL,
    pid INTEGER NOT NULL,
    expected INTEGER,
    how TEXT NOT NULL
) STRICT;
CREATE TABLE ends (
    input TEXT NOT NULL,
    readable INTEGER NOT NULL,
    command INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    records INTEGER NOT NULL,
    error TEXT,
    message TEXT,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (input, readable)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attempts_of_a_batch ON attempts (batch, key) WHERE batch IS NOT NULL;
CREATE TABLE batches (
    name TEXT PRIMARY KEY,
    made REAL NOT NULL,
    how TEXT NOT NULL,
    requests INTEGER NOT NULL,
    most_prompt INTEGER NOT NULL,
    most_completion INTEGER NOT NULL,
    step TEXT NOT NULL,
    batch TEXT,
    state TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;
CREATE TABLE batch_requests (
    custom_id TEXT NOT NULL,
    batch TEXT NOT NULL,
    status INTEGER,
    body TEXT,
    request_id TEXT,
    PRIMARY KEY (custom_id, batch)
) STRICT;
CREATE INDEX requests_of_a_batch ON batch_requests (batch);
