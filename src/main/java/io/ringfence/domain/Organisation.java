package io.ringfence.domain;

/**
 * The tenant. A ban holds for the whole organisation.
 *
 * @param id the number it has in the database, on every node the same
 * @param publicId the id the API shows, {@code org_…}
 * @param slug unique and readable
 * @param shard which of the change logs its changes go to
 * @param region the ISO 3166 region in which ban values without a country code are read
 * @param observe note rejections and let the calls pass
 * @param chat what its blocked chat visitors notice
 */
public record Organisation(
    int id,
    String publicId,
    String slug,
    String name,
    int shard,
    String region,
    Policies policies,
    boolean observe,
    Chat chat) {
  /** One that says nothing of its chat. */
  public Organisation(
      int id,
      String publicId,
      String slug,
      String name,
      int shard,
      String region,
      Policies policies,
      boolean observe) {
    this(id, publicId, slug, name, shard, region, policies, observe, Chat.STANDARD);
  }

  public Organisation {
    if (shard < 0 || shard >= Revision.SHARDS) {
      throw new IllegalArgumentException("there is no shard " + shard);
    }
  }
}
