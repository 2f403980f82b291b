/**
 * Configuration: typed once, failing at start with the key and the value, never printing a secret.
 */
package io.ringfence.config;
