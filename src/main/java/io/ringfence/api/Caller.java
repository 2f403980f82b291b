package io.ringfence.api;

import io.ringfence.ban.Index;
import io.ringfence.domain.Actor;
import io.ringfence.domain.ApiKey;
import io.ringfence.domain.Organisation;

/**
 * Whom a request comes from and where it works.
 *
 * @param index in which the key was found; the whole request sees the same one
 * @param actor for the history and the audit
 */
record Caller(Organisation organisation, Index index, ApiKey key, Actor actor) {}
