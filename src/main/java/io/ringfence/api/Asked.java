package io.ringfence.api;

import io.ringfence.explain.Question;
import io.vertx.core.json.JsonObject;

/**
 * What an explanation is asked of.
 *
 * @param understood what each part of the request was read as
 * @param notUnderstood the sentence for each that could not be read
 */
record Asked(Question question, JsonObject understood, JsonObject notUnderstood) {}
