package io.ringfence.store;

import java.time.Duration;

/**
 * What a PostgreSQL says of itself and of the login, for whoever has to judge it.
 *
 * @param version {@code server_version_num}, such as 160004
 * @param standby whether it only follows another
 * @param connections how many there may be, and how many there are, the doctor's own included
 * @param login what the login may do
 * @param synchronousStandbys the setting, empty if nothing is waited for
 * @param standbysInStep how many it waits for are there; null where the login may not see
 * @param ahead its clock minus this machine's
 */
public record DatabaseFacts(
    int version,
    boolean standby,
    boolean fsync,
    boolean fullPageWrites,
    String synchronousCommit,
    Connections connections,
    Login login,
    String synchronousStandbys,
    Integer standbysInStep,
    Duration ahead) {

  /**
   * @param most of the server, without those kept for superusers
   * @param ofLogin of this login, -1 for no limit of its own
   */
  public record Connections(int most, int used, int ofLogin) {}

  /**
   * @param schema whether the schema {@code ringfence} is there
   * @param ownsSchema whether it belongs to the login
   * @param mayCreateSchema whether it could be made
   * @param tenantRole whether the role {@code ringfence_tenant} is there
   * @param mayBeTenant whether the login may become it; if it is not there, whether it may make it
   * @param rowsHidden whether row-level security hides rows from it
   */
  public record Login(
      String name,
      boolean schema,
      boolean ownsSchema,
      boolean mayCreateSchema,
      boolean tenantRole,
      boolean mayBeTenant,
      boolean rowsHidden) {}
}
