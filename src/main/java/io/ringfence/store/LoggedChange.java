package io.ringfence.store;

import io.ringfence.domain.Change;
import io.ringfence.domain.Revision;
import java.util.UUID;

/**
 * One row of the change log.
 *
 * @param changeId random: the same place in another database has another one
 */
public record LoggedChange(Revision revision, UUID changeId, Change change) {}
