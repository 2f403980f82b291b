package io.ringfence.sync;

/** There is no connection to the database to do it over just now, or it is being done already. */
public final class NotFollowing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFollowing(String why) {
    super(why, null, false, false);
  }
}
