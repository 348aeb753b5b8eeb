//! Who follows whom.

use sqlx::AnyExecutor;

/// Makes `follower` follow `followed`. Following twice is following.
///
/// # Errors
///
/// The database failed, or one of the two does not exist.
pub async fn add(db: impl AnyExecutor<'_>, follower: i64, followed: i64) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO follows (follower_id, followed_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(follower)
        .bind(followed)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes `follower` follow `followed` no longer.
///
/// # Errors
///
/// The database failed.
pub async fn remove(db: impl AnyExecutor<'_>, follower: i64, followed: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM follows WHERE follower_id = $1 AND followed_id = $2")
        .bind(follower)
        .bind(followed)
        .execute(db)
        .await?;
    Ok(())
}
