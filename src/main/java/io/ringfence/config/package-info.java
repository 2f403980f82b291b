/**
 * Configuration: read once from a YAML file and the environment, typed, failing at start with the
 * key and the value, and never printing a secret.
 */
package io.ringfence.config;
