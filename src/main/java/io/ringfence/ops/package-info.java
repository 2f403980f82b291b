/** The operator's listener: metrics, health, the brake. */
package io.ringfence.ops;
