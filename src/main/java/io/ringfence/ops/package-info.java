/** The operator's listener: metrics, health, reload. */
package io.ringfence.ops;
