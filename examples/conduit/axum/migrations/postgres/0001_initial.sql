-- The tables of ../sqlite, in PostgreSQL's words. Times are Unix milliseconds (UTC). Deleting a user or an article takes
-- what hangs on it along. An identity is never given twice.

CREATE TABLE users (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      TEXT NOT NULL,
    email         TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    bio           TEXT,
    image         TEXT,
    created_ms    BIGINT NOT NULL
);

-- "Ada" and "ada" would be one person to a reader.
CREATE UNIQUE INDEX users_username ON users (lower(username));
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE articles (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug        TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    body        TEXT NOT NULL,
    author_id   BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_ms  BIGINT NOT NULL,
    updated_ms  BIGINT NOT NULL
);

CREATE INDEX articles_newest ON articles (created_ms DESC, id DESC);
CREATE INDEX articles_author ON articles (author_id, created_ms DESC);

-- COLLATE "C": equally popular tags stand in one order, whatever the database's locale.
CREATE TABLE article_tags (
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    tag        TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (article_id, position),
    UNIQUE (article_id, tag)
);

CREATE INDEX article_tags_tag ON article_tags (tag, article_id);

CREATE TABLE comments (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    author_id  BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    body       TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE INDEX comments_article ON comments (article_id, created_ms DESC);

CREATE TABLE follows (
    follower_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    followed_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (follower_id, followed_id)
);

CREATE TABLE favorites (
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    user_id    BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, user_id)
);

CREATE INDEX favorites_user ON favorites (user_id, article_id);

-- Sessions outlive a restart: `data` is the JSON of what the session holds.
CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    data       TEXT NOT NULL,
    expires_ms BIGINT NOT NULL
);

CREATE INDEX sessions_expires ON sessions (expires_ms);
