package io.ringfence.domain;

/**
 * What a request was answered, kept for its repeats.
 *
 * @param headers a JSON object
 * @param sealed the body, which only the gateway can open; null for none
 * @param revision the change it made, or null
 */
public record KeptAnswer(int status, String headers, byte[] sealed, Revision revision) {}
